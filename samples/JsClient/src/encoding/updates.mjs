// Updates, changes and operations: docs/encoding.md, "Encoding of updates". What is read here has the right form; whether what it refers to exists is
// for the document to say.
import { InvalidUpdateError, UnsupportedError } from '../document/errors.mjs';
import { ROOT, TRASH, keyOf, tagOf } from '../document/ids.mjs';
import { joinArray, pack, splitArray, unpack } from './messagepack.mjs';

const FORMAT = 1;
const MAX_COUNTER = 2 ** 31 - 2;
const POSITION = /^[0-9A-Za-z]{1,4096}$/;

/** The changes of an update, each with its bytes. */
export function decodeUpdate(bytes) {
  const [version, ...changes] = reading(() => splitArray(bytes));
  const format = reading(() => unpack(version));
  if (format === 'notion-crdt') throw new UnsupportedError('The bytes are a snapshot: the page was compacted. This client reads updates only.');
  if (format !== FORMAT) throw new UnsupportedError(`The update has format version ${format}; this client reads version ${FORMAT}.`);
  return changes.map(decodeChange);
}

/** An update of changes whose bytes are given. */
export const encodeUpdate = (changes) => joinArray([pack(FORMAT), ...changes]);

/** The bytes of a change. Fields that may be left out are, where they are undefined and nothing follows. */
export function encodeChange({ replica, first, time, ops, dependencies }) {
  const fields = [replica, first, time, ops];
  if (dependencies.size > 0) fields.push([...dependencies].sort(([one], [other]) => one - other).flat());
  return pack(fields);
}

function decodeChange(bytes) {
  const fields = reading(() => unpack(bytes));
  expect(Array.isArray(fields) && fields.length >= 4, 'a change has four fields');
  const [replica, first, time, ops, dependencies = null, author = null, generation = null] = fields;
  expect(isReplica(replica), 'a replica is from 1 to 2^53 - 1');
  expect(isCounter(first), 'a counter is from 0 to 2^31 - 2');
  expect(author === null || typeof author === 'string', 'an author is a string');
  if (generation !== null) throw new UnsupportedError('The change was written after tombstones were dropped, on top of a snapshot. This client reads updates only.');

  const change = { bytes, replica, first, time: readTime(time), dependencies: readDependencies(dependencies, replica), ops: [], end: first };
  const list = Array.isArray(ops) ? ops : [ops];
  expect(list.length > 0, 'a change has an operation');
  for (const op of list) {
    const read = new OpReader(change, op).read();
    change.ops.push(read);
    change.end += read.counters ?? 1;
    expect(change.end <= MAX_COUNTER + 1, 'the counters of a replica are used up');
  }
  return change;
}

/** What a change's timestamp, a 64-bit number, adds to the one before: first whole milliseconds, then to the whole. */
function readTime(time) {
  const [milliseconds, logical] = Array.isArray(time) ? time : time > 0 ? [time, 0] : [0, -time];
  expect(Number.isSafeInteger(milliseconds) && Number.isSafeInteger(logical) && milliseconds + logical > 0 && logical >= 0, 'a timestamp rises');
  return { milliseconds: BigInt(milliseconds), logical: BigInt(logical) };
}

function readDependencies(list, own) {
  const read = readVersion(list ?? []);
  expect(!read.has(own), 'a change depends on other replicas');
  return read;
}

/** A version vector: docs/encoding.md, "Version vector". */
export const decodeVersion = (bytes) => readVersion(reading(() => unpack(bytes)));

export const encodeVersion = (version) => pack([...version].sort(([one], [other]) => one - other).flat());

function readVersion(list) {
  expect(Array.isArray(list) && list.length % 2 === 0, 'a version vector is of pairs');
  const version = new Map();
  for (let i = 0, last = 0; i < list.length; last = list[i], i += 2) {
    expect(isReplica(list[i]) && list[i] > last && isCounter(list[i + 1] - 1), 'a version vector is sorted by replica');
    version.set(list[i], list[i + 1]);
  }
  return version;
}

/** Reads one operation. References become the keys of what they name: "replica:counter", "root", "trash". */
class OpReader {
  constructor(change, op) {
    this.replica = change.replica;
    this.counter = change.end;
    this.tag = tagOf(change.replica);
    this.op = op;
  }

  read() {
    const { op } = this;
    if (typeof op === 'string') return this.insert(keyOf(this.replica, this.counter - 1), undefined, op);
    if (typeof op === 'number') return { kind: 'erase', ...this.range(op, 1), times: 1 };
    expect(Array.isArray(op) && Number.isInteger(op[0]) && op[0] > 0, 'an operation is an array that begins with its kind');
    const [kind, a, b, c, d, e] = op;
    switch (kind) {
      case 1: return { kind: 'create', type: this.name(a), parent: this.parent(b), position: this.position(c) };
      case 2: return { kind: 'split', type: this.name(a), parent: this.parent(b), position: this.position(c), left: this.made(d), right: op.length === 5 ? this.next(d) : this.right(e) };
      case 3: return { kind: 'move', block: this.made(a), parent: this.parent(b), position: this.position(c) };
      case 4: return { kind: 'delete', block: this.made(a), oldParent: b === -1 ? TRASH : this.parent(b), oldPosition: this.position(c) };
      case 5: return { kind: 'join', block: this.made(a), parent: this.made(b), position: this.position(c) };
      case 6: return { kind: 'continue', block: this.made(a), parent: this.made(b), position: this.position(c) };
      case 7: return typeof b === 'string' ? this.insert(this.made(a), this.next(a), b) : this.insert(this.made(a), this.right(b), c);
      case 8: return { kind: 'erase', ...this.range(a, b ?? 1), times: c ?? 1 };
      case 9: return { kind: 'set property', block: this.parent(a), key: this.name(b), value: c };
      case 10: return { kind: 'set type', block: this.made(a), type: this.name(b) };
      case 12: return { kind: 'erase', ...this.range(a, b ?? 1), times: -(c ?? 1) };
      case 17: return { kind: 'begin text', block: this.parent(a), key: this.name(b) };
      case 11: case 13: case 14: case 15: case 16: return { kind: 'not shown' };   // marks, sets and counters
      default:
        expect(kind >= 64 && isCounter(a) && a >= 1, `there is no operation ${kind}`);
        return { kind: 'not shown', counters: a };
    }
  }

  insert(left, right, text) {
    expect(typeof text === 'string' && text.length > 0, 'an insert has text');
    const characters = [...text];                       // Unicode scalars
    return { kind: 'insert', left, right, characters, counters: characters.length };
  }

  range(first, count) {
    const [replica, counter] = Array.isArray(first) ? first : [this.replica, this.counter - first];
    expect(isReplica(replica) && isCounter(counter) && Number.isInteger(count) && count >= 1, 'a range of characters has a first one and a length');
    return { replica, counter, count };
  }

  /** What an operation made. */
  made(reference) {
    const { replica, counter } = this.range(reference, 1);
    expect(Array.isArray(reference) ? replica !== this.replica : reference >= 1, 'a reference names an operation');
    return keyOf(replica, counter);
  }

  /** That, or the root. */
  parent(reference) {
    return reference === 0 ? ROOT : this.made(reference);
  }

  /** A right neighbour; null is the end. */
  right(reference) {
    return reference === null || reference === undefined ? null : this.made(reference);
  }

  /** The element that follows by counter. */
  next(reference) {
    const { replica, counter } = this.range(reference, 1);
    return keyOf(replica, counter + 1);
  }

  name(text) {
    expect(typeof text === 'string' && text.length > 0, 'a type or key is a string');
    return text;
  }

  position(short) {
    const position = typeof short === 'string' ? short.replaceAll('.', this.tag) : '';
    expect(POSITION.test(position), 'a position is 1 to 4,096 of 0-9A-Za-z');
    return position;
  }
}

const isReplica = (value) => Number.isSafeInteger(value) && value >= 1;

const isCounter = (value) => Number.isInteger(value) && value >= 0 && value <= MAX_COUNTER;

function expect(condition, rule) {
  if (!condition) throw new InvalidUpdateError(`The bytes are no update: ${rule}.`);
}

function reading(read) {
  try {
    return read();
  } catch (error) {
    throw new InvalidUpdateError(`The bytes are no update: ${error.message}`);
  }
}
