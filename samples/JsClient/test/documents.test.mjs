// tests/vectors/documents.json: a story of two writers. After each update the page shows what it should.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeUpdate, encodeUpdate } from '../src/encoding/updates.mjs';
import { Replica } from '../src/document/replica.mjs';
import { plain } from '../src/document/plain.mjs';

const { vectors } = JSON.parse(readFileSync(new URL('../../../tests/vectors/documents.json', import.meta.url)));
const updates = vectors.map(({ update }) => Buffer.from(update, 'hex'));

test('after each update the page shows what its vector says', () => {
  const replica = new Replica();
  for (const [i, { name, page }] of vectors.entries()) {
    replica.apply(updates[i]);
    assert.deepEqual(plain(replica.outline.blocks()), page, name);
  }
});

test('in any order, and twice, the updates come to the same', () => {
  const replica = new Replica();
  for (const update of updates.toReversed()) replica.apply(update);
  assert.equal(replica.waiting, 0);
  for (const update of updates) assert.equal(replica.apply(update), 0);
  assert.deepEqual(plain(replica.outline.blocks()), vectors.at(-1).page);
});

test('updates are passed on as they came in', () => {
  const replica = new Replica();
  for (const update of updates) replica.apply(update);
  const changes = updates.flatMap((update) => decodeUpdate(update));
  assert.deepEqual(replica.updatesSince(new Map()).map(hex), changes.map(({ bytes }) => hex(encodeUpdate([bytes]))));
  assert.deepEqual(replica.updatesSince(replica.version), []);
});

test('an update that is cut or bent anywhere is refused, or is another one, and the page goes on', () => {
  for (const update of updates) {
    const replica = new Replica();
    for (let length = 0; length < update.length; length++)
      assert.throws(() => replica.apply(update.subarray(0, length)), { name: 'InvalidUpdateError' });
    for (let at = 0; at < update.length; at++) {
      const bent = Buffer.from(update);
      bent[at] ^= 1 << at % 8;
      try {
        new Replica().apply(bent);
      } catch (error) {
        assert.match(error.name, /^(InvalidUpdate|Unsupported)Error$/, error.stack);
      }
    }
  }
});

const hex = (bytes) => Buffer.from(bytes).toString('hex');
