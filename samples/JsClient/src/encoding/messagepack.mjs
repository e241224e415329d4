// MessagePack, as docs/encoding.md wants it: integers of 64 bits kept whole, every form the shortest, and the bytes of an array's elements.
import { isUtf8 } from 'node:buffer';
import { Decoder, Encoder } from '@msgpack/msgpack';

const encoder = new Encoder({ useBigInt64: true });
const decoder = new Decoder({ useBigInt64: true });

/** The bytes of a value. Integers, numbers or bigints, are written in their shortest form. */
export function pack(value) {
  return encoder.encode(widen(value));
}

/** The value of the bytes. An integer is a number where that holds it whole, otherwise a bigint. */
export function unpack(bytes) {
  if (skip(viewOf(bytes), 0) !== bytes.length) throw new RangeError('Bytes follow the value.');
  return narrow(decoder.decode(bytes));
}

/** The package writes numbers of more than 32 bits as floats, and every bigint in 9 bytes. */
function widen(value) {
  if (Array.isArray(value)) return value.map(widen);
  if (typeof value === 'bigint') return value >= -0x8000_0000n && value <= 0xffff_ffffn ? Number(value) : value;
  return Number.isSafeInteger(value) && (value > 0xffff_ffff || value < -0x8000_0000) ? BigInt(value) : value;
}

function narrow(value) {
  if (Array.isArray(value)) return value.map(narrow);
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** The bytes of each element of an array. What somebody else wrote is kept and passed on so, and never written anew. */
export function splitArray(bytes) {
  const view = viewOf(bytes);
  const [count, start] = arrayHeader(view);
  const elements = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const end = skip(view, at);
    elements.push(bytes.subarray(at, end));
    at = end;
  }
  if (at !== bytes.length) throw new RangeError('Bytes follow the value.');
  return elements;
}

/** An array of elements whose bytes are given. */
export function joinArray(elements) {
  const header = elements.length < 16 ? [0x90 | elements.length]
    : elements.length < 0x1_0000 ? [0xdc, elements.length >> 8, elements.length & 0xff]
      : [0xdd, elements.length >>> 24, (elements.length >> 16) & 0xff, (elements.length >> 8) & 0xff, elements.length & 0xff];
  return Uint8Array.from(Buffer.concat([Uint8Array.from(header), ...elements]));
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function arrayHeader(view) {
  const first = view.getUint8(0);
  if ((first & 0xf0) === 0x90) return [first & 0x0f, 1];
  if (first === 0xdc) return [view.getUint16(1), 3];
  if (first === 0xdd) return [view.getUint32(1), 5];
  throw new TypeError('The bytes are no MessagePack array.');
}

// By first byte from 0xc0 on: bytes before what is counted, bytes of the count among them, and what is counted.
const PLAIN = 'bytes', TEXT = 'text', VALUES = 'values', PAIRS = 'pairs of values';
const FORMS = [
  [1], null, [1], [1], [2, 1, PLAIN], [3, 2, PLAIN], [5, 4, PLAIN], [3, 1, PLAIN], [4, 2, PLAIN], [6, 4, PLAIN], [5], [9], [2], [3], [5], [9],
  [2], [3], [5], [9], [3], [4], [6], [10], [18], [2, 1, TEXT], [3, 2, TEXT], [5, 4, TEXT], [3, 2, VALUES], [5, 4, VALUES], [3, 2, PAIRS], [5, 4, PAIRS],
];

function formOf(first) {
  if (first < 0x80 || first >= 0xe0) return [1];
  if (first < 0x90) return [1, 0, PAIRS, first & 0x0f];
  if (first < 0xa0) return [1, 0, VALUES, first & 0x0f];
  if (first < 0xc0) return [1, 0, TEXT, first & 0x1f];
  return FORMS[first - 0xc0];
}

/** Where the value that begins at an offset ends. Texts must be UTF-8: the package would put a question mark in the place of what is not. */
function skip(view, at) {
  for (let left = 1; left > 0; left--) {
    const form = formOf(view.getUint8(at));
    if (!form) throw new TypeError('The bytes are no MessagePack.');
    const [header, size, counted, short] = form;
    const count = short ?? (size === 1 ? view.getUint8(at + 1) : size === 2 ? view.getUint16(at + 1) : size === 4 ? view.getUint32(at + 1) : 0);
    at += header;
    if (counted === VALUES) left += count;
    else if (counted === PAIRS) left += 2 * count;
    else at += count;
    if (at > view.byteLength) throw new RangeError('The bytes end within a value.');
    if (counted === TEXT && !isUtf8(new Uint8Array(view.buffer, view.byteOffset + at - count, count))) throw new TypeError('A text is not UTF-8.');
  }
  return at;
}
