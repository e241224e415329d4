// A page beside a server that is made up, does what it is told, and writes down what the client says.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { newReplicaId } from '../src/document/writer.mjs';
import { pack } from '../src/encoding/messagepack.mjs';
import { Code } from '../src/sync/codes.mjs';
import { LIMITS } from '../src/sync/connection.mjs';
import { decodeFrame, encodeFrame } from '../src/sync/frames.mjs';
import { Page } from '../src/sync/page.mjs';

const NOTHING = pack([1]);
const EMPTY = pack([]);
const ID = '0190f3a2-1111-7222-8333-444455556666';
const welcome = (...capabilities) => ({ kind: 'welcome', version: 1, capabilities, limits: Object.values(LIMITS), serverName: 's', sessionId: 's1', userId: 'u1', userName: 'Ada' });
const opened = (update = NOTHING) => ({ kind: 'opened', channel: 1, version: EMPTY, update, access: 3 });
const changes = (batch, update = NOTHING) => ({ kind: 'changes', channel: 1, batch, update });

/** Runs a page against answers: by kind of the client's frame, what the server sends then. Returns what the client said, and how the first connection ended. */
async function play(answers, act = () => {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const said = [];
  const ended = new Promise((resolve) => server.once('connection', (socket) => {
    socket.on('message', (bytes) => {
      const frame = decodeFrame(bytes);
      said.push(frame);
      for (const answer of answers[frame.kind]?.(frame) ?? []) socket.send(answer instanceof Uint8Array ? answer : encodeFrame(answer));
    });
    socket.on('close', resolve);
  }));
  const page = new Page(`http://127.0.0.1:${server.address().port}`, 'token', ID);
  const failed = once(page, 'failed').then(([error]) => error);
  const following = page.follow();
  const outcome = await act(page, failed);
  const status = outcome === undefined ? await ended : (page.stop(), await ended);
  page.stop();
  await following;
  server.close();
  return { said, status, outcome };
}

const hello = () => [welcome()];

test('it says hello, opens with what it has, and answers pings', async () => {
  const { said, status } = await play({ hello, open: () => [{ kind: 'ping', number: 7 }, opened()], pong: () => [{ kind: 'close', code: 0, message: '' }] });
  assert.deepEqual(said.map(({ kind }) => kind), ['hello', 'open', 'pong']);
  assert.equal(said[1].page, ID);
  assert.equal(said[2].number, 7);
  assert.equal(status, 1000);
});

const faults = {
  'a gap in the numbers of changes': [Code.UnexpectedFrame, opened(), changes(2)],
  'changes before the answer': [Code.UnexpectedFrame, changes(1)],
  'a second welcome': [Code.UnexpectedFrame, welcome()],
  'a frame of the other direction': [Code.WrongDirection, { kind: 'credit', batches: 1, bytes: 1 }],
  'an acknowledgement of nothing': [Code.UnknownBatch, opened(), { kind: 'ackDurable', channel: 1, batch: 9 }],
  'an update that is none': [Code.InvalidServerUpdate, opened(pack([1, 1]))],
  'an update that refers to nothing': [Code.InvalidServerUpdate, opened(pack([1, [newReplicaId(), 0, 1, [[3, [1, 0], 0, 'a']]]]))],
  'bytes that are no frame': [Code.MalformedFrame, Buffer.from('c1', 'hex')],
};

for (const [name, [code, ...answer]] of Object.entries(faults))
  test(`it ends the connection after ${name}`, async () => assert.equal((await play({ hello, open: () => answer })).status, 4000 + code));

test('it skips what came with a later version', async () => {
  const { said } = await play({ hello, open: () => [Buffer.from('92ccc801', 'hex'), opened(), { kind: 'close', code: 0, message: '' }] });
  assert.deepEqual(said.map(({ kind }) => kind), ['hello', 'open']);
});

test('a block is durable when the server says so, and not before', async () => {
  const order = [];
  await play({
    hello,
    open: () => [opened()],
    changes: ({ batch }) => [{ kind: 'ackReceived', channel: 1, batch }, { kind: 'presence', channel: 1, payload: EMPTY, userId: '', userName: '', sessionId: '' }, { kind: 'ackDurable', channel: 1, batch }],
  }, async (page) => {
    page.on('presence', () => order.push('not yet'));
    await page.append('bread');
    return order.push('durable');
  });
  assert.deepEqual(order, ['not yet', 'durable']);
});

test('what is refused for good is reported, and shown no more', async () => {
  const { outcome } = await play({
    hello,
    open: () => [opened()],
    changes: ({ batch }) => [{ kind: 'reject', channel: 1, batch, code: 200, retryable: false, message: 'Ask its owner.' }],
  }, async (page) => {
    const error = await page.append('bread').catch((refused) => refused);
    return [error.code, [...page.replica.outline.blocks()].length];
  });
  assert.deepEqual(outcome, [200, 1]);
});

test('it gives credit back before the server has used it up', async () => {
  const pushes = Array.from({ length: LIMITS.pushedBatches / 2 }, (_, i) => changes(i + 1));
  const { said } = await play({ hello: () => [welcome('credit')], open: () => [opened(), ...pushes], credit: () => [{ kind: 'close', code: 0, message: '' }] });
  assert.deepEqual(said.at(-1), { kind: 'credit', batches: pushes.length, bytes: pushes.length * NOTHING.length });
});

test('it leaves within the first half of the grace of a drain', async () => {
  const { status } = await play({ hello, open: () => [{ kind: 'drain', code: 16, graceMilliseconds: 200, address: 'ws://elsewhere', message: 'bye' }] });
  assert.equal(status, 1000);
});

test('a page that was compacted is given up with a sentence', async () => {
  const { outcome } = await play({ hello, open: () => [opened(pack(['notion-crdt', 3]))] }, (page, failed) => failed);
  assert.match(outcome.message, /compacted/);
});

test('a page that may not be read is given up with the reason', async () => {
  const { outcome } = await play({ hello, open: () => [{ kind: 'error', code: 101, message: 'No.', channel: 1 }] }, (page, failed) => failed);
  assert.equal(outcome.code, 101);
});
