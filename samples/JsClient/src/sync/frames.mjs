// Frames as bytes and back: docs/protocol.md, "Frames". A frame here is an object with its kind, such as {kind: 'ping', number: 5}.
import { dashed } from '../document/ids.mjs';
import { pack, unpack } from '../encoding/messagepack.mjs';
import { Code, SyncError } from './codes.mjs';

const TO_SERVER = 1;
const TO_CLIENT = 2;

/** By kind: number, who may send it, its fields with their types, and those that may be left out. Only a server writes who a presence is from. */
const KINDS = {
  hello: [1, TO_SERVER, { minVersion: 'count', maxVersion: 'count', capabilities: 'texts', limits: 'limits', clientName: 'text', token: 'text', replicaHint: 'integer' }],
  welcome: [2, TO_CLIENT, { version: 'count', capabilities: 'texts', limits: 'limits', serverName: 'text', sessionId: 'text', userId: 'text', userName: 'text' }, { expiresInMilliseconds: 'duration' }],
  open: [3, TO_SERVER, { channel: 'number', page: 'id', version: 'bytes' }, { createIn: 'id' }],
  opened: [4, TO_CLIENT, { channel: 'number', version: 'bytes', update: 'bytes', access: 'count' }],
  changes: [5, TO_SERVER | TO_CLIENT, { channel: 'number', batch: 'batch', update: 'bytes' }],
  ackReceived: [6, TO_CLIENT, { channel: 'number', batch: 'batch' }],
  ackDurable: [7, TO_CLIENT, { channel: 'number', batch: 'batch' }],
  reject: [8, TO_CLIENT, { channel: 'number', batch: 'batch', code: 'count', retryable: 'truth', message: 'text' }],
  presence: [9, TO_SERVER | TO_CLIENT, { channel: 'number', payload: 'bytes' }, { userId: 'text', userName: 'text', sessionId: 'text' }],
  closePage: [10, TO_SERVER, { channel: 'number' }],
  error: [11, TO_CLIENT, { code: 'count', message: 'text' }, { channel: 'number or nil' }],
  close: [12, TO_SERVER | TO_CLIENT, { code: 'count', message: 'text' }],
  ping: [13, TO_SERVER | TO_CLIENT, { number: 'integer' }],
  pong: [14, TO_SERVER | TO_CLIENT, { number: 'integer' }],
  fragment: [15, TO_SERVER | TO_CLIENT, { assembly: 'number', whole: 'number', part: 'bytes' }],
  deflated: [16, TO_SERVER | TO_CLIENT, { size: 'number', deflated: 'bytes' }],
  credit: [17, TO_SERVER, { batches: 'count', bytes: 'count' }],
  token: [18, TO_SERVER, { token: 'text' }],
  tokenAccepted: [19, TO_CLIENT, { expiresInMilliseconds: 'duration' }],
  access: [20, TO_CLIENT, { channel: 'number', access: 'count' }],
  drain: [21, TO_CLIENT, { code: 'count', graceMilliseconds: 'count', address: 'text', message: 'text' }],
  digest: [22, TO_SERVER, { request: 'number', scope: 'id', depth: 'count', buckets: 'bytes' }],
  digestAnswer: [23, TO_CLIENT, { request: 'number', deeper: 'bytes', listed: 'bytes', pages: 'bytes', more: 'truth' }],
};

const KIND_OF = new Map(Object.entries(KINDS).map(([kind, [number]]) => [number, kind]));

const isInteger = (value) => Number.isInteger(value) || typeof value === 'bigint';
const isBetween = (low, high) => (value) => isInteger(value) && value >= low && value <= high;

/** By type of field: whether a value from the wire is one. */
const TYPES = {
  integer: isBetween(-(2n ** 63n), 2n ** 63n - 1n),
  count: isBetween(0, 2 ** 31 - 1),
  number: isBetween(1, 2 ** 31 - 1),
  batch: isBetween(1, 2n ** 63n - 1n),
  duration: isBetween(0, 2n ** 63n - 1n),
  'number or nil': (value) => value === null || TYPES.number(value),
  truth: (value) => typeof value === 'boolean',
  text: (value) => typeof value === 'string',
  texts: (value) => Array.isArray(value) && value.every(TYPES.text),
  limits: (value) => Array.isArray(value) && value.length >= 6 && value.length <= 64 && value.every((limit) => isInteger(limit) && limit >= 0),
  bytes: (value) => value instanceof Uint8Array,
  id: (value) => TYPES.bytes(value) && value.length === 16,
};

const toWire = (type, value) => (type === 'id' ? Buffer.from(value.replaceAll('-', ''), 'hex') : value);
const fromWire = (type, value) => (type === 'id' ? dashed(Buffer.from(value).toString('hex')) : value);

/** A frame's bytes. */
export function encodeFrame(frame) {
  const [number, , fields, optional = {}] = KINDS[frame.kind];
  const written = Object.entries({ ...fields, ...optional }).filter(([name]) => name in fields || name in frame);
  return pack([number, ...written.map(([name, type]) => toWire(type, frame[name]))]);
}

/** The frame of the bytes; null for a kind that came with a later version, which is skipped. More fields than are known are ignored. */
export function decodeFrame(bytes) {
  const [number, ...values] = read(bytes);
  const kind = KIND_OF.get(number);
  if (!kind) return null;
  const [, , fields, optional = {}] = KINDS[kind];
  const wanted = Object.entries(values.length > Object.keys(fields).length ? { ...fields, ...optional } : fields);
  return wanted.reduce((frame, [name, type], i) => {
    if (i >= values.length || !TYPES[type](values[i])) throw malformed(`"${kind}" needs "${name}", which is ${type}`);
    return { ...frame, [name]: fromWire(type, values[i]) };
  }, { kind });
}

function read(bytes) {
  try {
    const values = unpack(bytes);
    if (Array.isArray(values) && Number.isInteger(values[0])) return values;
  } catch (error) {
    throw malformed(error.message);
  }
  throw malformed('a frame is an array that begins with its type');
}

/** Whether a server may send such a frame. */
export const isFromServer = (frame) => (KINDS[frame.kind][1] & TO_CLIENT) !== 0;

const malformed = (reason) => new SyncError(Code.MalformedFrame, `The bytes are no frame: ${reason}.`);
