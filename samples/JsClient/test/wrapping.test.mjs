// Large frames both ways, and those that are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { Code } from '../src/sync/codes.mjs';
import { encodeFrame } from '../src/sync/frames.mjs';
import { Wrapping } from '../src/sync/wrapping.mjs';

const LIMITS = { frameBytes: 1000, wholeBytes: 100_000, assemblies: 2 };
const side = (...capabilities) => new Wrapping(LIMITS, LIMITS, new Set(capabilities));
const changes = (update) => ({ kind: 'changes', channel: 1, batch: 1, update });
const noise = (length) => Uint8Array.from({ length }, (_, i) => (i * i * 7919 + (i >> 3) * 104_729) >> 5);
const repeated = Buffer.from(Array.from({ length: 2000 }, (_, i) => `${i * i} is a square`).join());

for (const [name, capabilities] of Object.entries({ plain: [], fragments: ['fragments'], deflate: ['deflate'], both: ['fragments', 'deflate'] })) {
  test(`frames come back: ${name}`, () => {
    const [sender, receiver] = [side(...capabilities), side(...capabilities)];
    for (const update of [Buffer.alloc(0), noise(10), noise(20_000), repeated]) {
      const messages = sender.wrap(changes(update));
      if (capabilities.includes('fragments')) assert.ok(messages.every((message) => message.length <= LIMITS.frameBytes));
      const frames = messages.map((message) => receiver.unwrap(message));
      assert.ok(frames.slice(0, -1).every((frame) => frame === null));
      assert.deepEqual(Buffer.from(frames.at(-1).update), Buffer.from(update));
    }
  });
}

test('what repeats itself goes deflated', () => assert.ok(side('deflate').wrap(changes(repeated))[0].length < repeated.length / 4));

test('fragments of two frames, mixed', () => {
  const [sender, receiver] = [side('fragments'), side('fragments')];
  const [one, other] = [noise(3000), noise(5000)].map((update) => sender.wrap(changes(update)));
  const frames = [];
  for (let i = 0; i < Math.max(one.length, other.length); i++)
    for (const messages of [one, other]) if (messages[i]) frames.push(receiver.unwrap(messages[i]));
  assert.deepEqual(frames.filter(Boolean).map(({ update }) => update.length), [3000, 5000]);
});

test('what does not hold to the limits is refused', () => {
  const fragment = (assembly, whole, length) => encodeFrame({ kind: 'fragment', assembly, whole, part: Buffer.alloc(length, 0xc0) });
  const deflated = (frame, size) => encodeFrame({ kind: 'deflated', size: size ?? encodeFrame(frame).length, deflated: deflateRawSync(encodeFrame(frame)) });
  const ping = { kind: 'ping', number: 5 };
  const cases = [
    [Code.FragmentLimit, fragment(1, 100_001, 1)],
    [Code.FragmentLimit, fragment(1, 60_000, 1), fragment(2, 60_000, 1)],
    [Code.FragmentLimit, fragment(1, 9, 1), fragment(2, 9, 1), fragment(3, 9, 1)],
    [Code.MalformedFrame, fragment(1, 9, 10)],
    [Code.MalformedFrame, fragment(1, 9, 0)],
    [Code.MalformedFrame, fragment(1, 9, 1), fragment(1, 8, 1)],
    [Code.MalformedFrame, fragment(2, 9, 1), fragment(1, 9, 1)],
    [Code.MalformedFrame, encodeFrame({ kind: 'fragment', assembly: 1, whole: 3, part: encodeFrame({ kind: 'close', code: 0, message: '' }) })],
    [Code.InflateLimit, deflated(ping, 100_001)],
    [Code.InflateLimit, encodeFrame({ kind: 'deflated', size: 50_000, deflated: deflateRawSync(Buffer.alloc(50_000)) })],
    [Code.MalformedFrame, deflated(ping, 2)],
    [Code.MalformedFrame, deflated(ping, 4)],
    [Code.MalformedFrame, encodeFrame({ kind: 'deflated', size: 3, deflated: Buffer.from('no') })],
    [Code.MalformedFrame, deflated({ kind: 'close', code: 0, message: '' })],
    [Code.MalformedFrame, deflated({ kind: 'deflated', size: 3, deflated: deflateRawSync(encodeFrame(ping)) })],
  ];
  for (const [code, ...messages] of cases) {
    const receiver = side('fragments', 'deflate');
    for (const message of messages.slice(0, -1)) assert.equal(receiver.unwrap(message), null);
    assert.throws(() => receiver.unwrap(messages.at(-1)), { code });
  }
});
