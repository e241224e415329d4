// The order of text: FugueMax (Weidner and Kleppmann, "The Art of the Fugue", 2023), as docs/model.md states it. A sequence is a tree of elements, read in
// order. An element hangs on the left or on the right of another, for ever: nothing that comes later moves it.

/** A head, a boundary or a character. */
export class Element {
  constructor(id, replica, character = null) {
    this.id = id;
    this.replica = replica;
    this.character = character;     // null for heads and boundaries
    this.erasures = 0;              // times erased less times restored
    this.head = this;               // the head of its sequence
    this.parent = null;
    this.hangsRight = false;
    this.rightNeighbour = null;     // null is the end
    this.lefts = NONE;
    this.rights = NONE;
  }

  get isShown() {
    return this.character !== null && this.erasures <= 0;
  }
}

const NONE = Object.freeze([]);

/** Hangs a new element between the two that stood side by side for its author; no right one is the end. */
export function insert(element, left, right) {
  element.head = left.head;
  element.rightNeighbour = right;
  element.hangsRight = right === null || !hangsRightOf(right, left);
  element.parent = element.hangsRight ? left : right;
  const side = element.hangsRight ? 'rights' : 'lefts';
  const siblings = element.parent[side];
  const at = siblings.findIndex((other) => precedes(element, other));
  element.parent[side] = siblings.toSpliced(at < 0 ? siblings.length : at, 0, element);
}

/** Whether an element that once followed another directly hangs below it, on its right. */
function hangsRightOf(right, left) {
  let at = right;
  while (at.parent && !at.hangsRight) at = at.parent;
  return at.parent === left;
}

/** Of two on one side of one element, which stands first. */
function precedes(element, other) {
  if (!element.hangsRight || element.rightNeighbour === other.rightNeighbour) return element.replica < other.replica;
  return isBefore(other.rightNeighbour, element.rightNeighbour);
}

/** Whether one element of a sequence stands before another; the end, null, is behind all. */
function isBefore(one, other) {
  if (one === null || other === null) return one !== null;
  const [ones, others] = [pathTo(one), pathTo(other)];
  let at = 0;
  while (at < ones.length && at < others.length && ones[at] === others[at]) at++;
  const [next, otherNext] = [ones[at], others[at]];
  if (!next) return otherNext.hangsRight;
  if (!otherNext) return !next.hangsRight;
  if (next.hangsRight !== otherNext.hangsRight) return !next.hangsRight;
  const siblings = next.hangsRight ? next.parent.rights : next.parent.lefts;
  return siblings.indexOf(next) < siblings.indexOf(otherNext);
}

/** From the head down to an element. */
function pathTo(element) {
  const path = [];
  for (let at = element; at; at = at.parent) path.push(at);
  return path.reverse();
}

/** All elements of a sequence in order, its head included. No recursion: a text typed in one go is as deep as it is long. */
export function* inOrder(head) {
  const open = [head];
  const opened = new Set();
  while (open.length > 0) {
    const element = open.pop();
    if (element.lefts.length === 0 || opened.has(element)) {
      yield element;
      for (let i = element.rights.length - 1; i >= 0; i--) open.push(element.rights[i]);
    } else {
      opened.add(element);
      open.push(element);
      for (let i = element.lefts.length - 1; i >= 0; i--) open.push(element.lefts[i]);
    }
  }
}
