// tests/vectors/frames.json: every frame's bytes mean what they say, and are what this client writes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Code } from '../src/sync/codes.mjs';
import { decodeFrame, encodeFrame } from '../src/sync/frames.mjs';

const { frames, read, refused } = JSON.parse(readFileSync(new URL('../../../tests/vectors/frames.json', import.meta.url)));

test('every frame decodes to its meaning and encodes to its bytes', () => {
  for (const { name, bytes, frame } of frames) {
    const decoded = decodeFrame(Buffer.from(bytes, 'hex'));
    assert.deepEqual(meaning(decoded), frame, name);
    assert.equal(Buffer.from(encodeFrame(decoded)).toString('hex'), bytes, name);
  }
});

test('other bytes for a frame are read, and types of later versions skipped', () => {
  for (const { name, bytes, frame } of read) {
    const decoded = decodeFrame(Buffer.from(bytes, 'hex'));
    assert.deepEqual(decoded && { ...known(meaning(decoded)), ...('channel' in (frame ?? {}) && { channel: decoded.channel ?? null }) }, frame, name);
  }

  function known(decoded) {
    return decoded.limits ? { ...decoded, limits: decoded.limits.slice(0, read.find(({ frame }) => frame?.limits).frame.limits.length) } : decoded;
  }
});

test('what is no frame is refused', () => {
  for (const { name, bytes } of refused)
    assert.throws(() => decodeFrame(Buffer.from(bytes, 'hex')), { code: Code.MalformedFrame }, name);
});

test('a frame that is cut anywhere is refused', () => {
  for (const { name, bytes } of frames) {
    const whole = Buffer.from(bytes, 'hex');
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => decodeFrame(whole.subarray(0, length)), { code: Code.MalformedFrame }, `${name}, ${length} bytes`);
  }
});

/** As the vectors have it: bytes in hexadecimal digits, integers that a number does not hold as text. */
function meaning(frame) {
  return Object.fromEntries(Object.entries(frame).map(([name, value]) => [name,
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'bigint' ? String(value) : value]));
}
