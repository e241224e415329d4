// Writes the one edit that this client makes: a block with text at the end of the page. docs/encoding.md, "Change"; docs/ordering.md, "At the least".
import { randomBytes } from 'node:crypto';
import { encodeChange, encodeUpdate } from '../encoding/updates.mjs';
import { ROOT, tagOf } from './ids.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const OPENING = /^([A-Za-z]+)([1-9][0-9A-Za-z]{8}[0-9])([A-Za-z]+)/;

/** A fresh replica id: 53 random bits, not 0. Whoever starts to write anew takes a new one, so that no two writers share one. */
export function newReplicaId() {
  return Number(randomBytes(8).readBigUInt64BE() >> 11n) || 1;
}

/** An update that appends a block with text to the page. The caller applies and sends it. */
export function appendBlock(document, replica, type, text, now = Date.now()) {
  const tag = tagOf(replica);
  const position = nextPosition(document.outline.lastPosition(ROOT), tag);
  const before = document.timeOf(replica);
  const known = document.knowledgeOf(replica);
  const change = {
    replica,
    first: document.version.get(replica) ?? 0,
    time: timeBetween(before, nextTime(document.time, BigInt(now))),
    ops: [[1, type, 0, position.replaceAll(tag, '.')], ...(text ? [text] : [])],
    dependencies: new Map([...document.version].filter(([other, end]) => other !== replica && end > (known.get(other) ?? 0))),
  };
  return encodeUpdate([encodeChange(change)]);
}

/** The next timestamp of a hybrid logical clock: later than all that was seen, and the clock's own time unless that is behind. */
function nextTime(latest, now) {
  return now > latest >> 16n ? now << 16n : latest + 1n;
}

/** What a change says of its timestamp: what it adds to the one before. */
function timeBetween(before, time) {
  const milliseconds = Number((time >> 16n) - (before >> 16n));
  const logical = Number(time & 0xffffn);
  if (milliseconds === 0) return -Number(time - before);
  return logical === 0 ? milliseconds : [milliseconds, logical];
}

/** A position behind the greatest one there is. */
export function nextPosition(greatest, tag) {
  if (greatest === undefined) return `a${tag}a`;
  const [, context, maker, own] = greatest.match(OPENING) ?? [];
  const [integer, prefix, suffix] = maker === tag ? [next(own), context + tag, ''] : [next(context), '', `${tag}a`];
  return integer ? prefix + integer + suffix : `${greatest}0a${tag}a`;
}

/** The integer after the one that some letters begin with; undefined where there is none. The first letter says how many follow it. */
function next(letters = '') {
  const integer = letters.slice(0, lengthOf(letters[0]));
  if (!integer || integer.length < lengthOf(integer[0])) return undefined;
  let at = integer.length - 1;
  while (at > 0 && integer[at] === 'z') at--;
  if (integer[at] === 'z') return undefined;
  const raised = integer.slice(0, at) + LETTERS[LETTERS.indexOf(integer[at]) + 1];
  return raised.padEnd(at === 0 ? lengthOf(raised) : integer.length, 'A');
}

function lengthOf(first = 'A') {
  if (first < 'H') return 'H'.charCodeAt(0) - first.charCodeAt(0) + 1;
  return first > 's' ? first.charCodeAt(0) - 's'.charCodeAt(0) + 1 : 1;
}
