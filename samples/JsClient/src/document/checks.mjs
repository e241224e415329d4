// Whether a change refers only to what its author had seen, before anything of it is applied: every replica accepts or refuses it alike. Not checked is
// whether the neighbours of an insert stood side by side; a server that holds to the specification lets none pass that did not.
import { InvalidUpdateError } from './errors.mjs';
import { isFixed, keyOf } from './ids.mjs';

/** Throws unless the change may be applied. */
export function check(replica, change, timeAt) {
  const known = replica.knowledgeOf(change.replica);
  require(change.timestamp > replica.timeOf(change.replica) && change.timestamp < 1n << 64n, 'its timestamp does not rise');
  for (const [other, end] of change.dependencies) {
    require(end > (known.get(other) ?? 0), 'it names as newly seen what its author had seen before');
    require(change.timestamp > timeAt(other, end), 'it is not later than what it depends on');
  }
  const scope = new Scope(replica, change);
  let counter = change.first;
  for (const op of change.ops) {
    scope.check(op, counter);
    counter += op.counters ?? 1;
  }
}

/** What operations of a change may name: what is there and was seen, and what the change itself has made so far. */
class Scope {
  #made = new Map();                // by id: the kind of thing, the head of its sequence, the right neighbour's id

  constructor(replica, change) {
    this.replica = replica;
    this.change = change;
  }

  check(op, counter) {
    const id = keyOf(this.change.replica, counter);
    switch (op.kind) {
      case 'create':
        this.#block(op.parent);
        this.#made.set(id, { isBlock: true, head: id });
        break;
      case 'split':
        this.#block(op.parent);
        this.#made.set(id, { isBlock: true, head: this.#between(op) });
        require(!this.#isField(this.#made.get(id).head), 'it splits the text of a property');
        break;
      case 'move': case 'join': case 'continue':
        this.#block(op.block);
        this.#block(op.parent);
        break;
      case 'delete':
        this.#block(op.block);
        this.#block(op.oldParent);
        break;
      case 'insert': {
        const head = this.#between(op);
        for (let i = 0; i < op.counters; i++) this.#made.set(keyOf(this.change.replica, counter + i), { isCharacter: true, head });
        break;
      }
      case 'erase':
        for (let i = 0; i < op.count; i++) require(this.#find(keyOf(op.replica, op.counter + i))?.isCharacter, 'it erases or restores what is not text');
        break;
      case 'set property': case 'set type':
        this.#block(op.block);
        break;
      case 'begin text':
        this.#block(op.block);
        this.#made.set(id, { isField: true, head: id });
        break;
    }
  }

  #block(id) {
    require(isFixed(id) || this.#find(id)?.isBlock, 'it refers to a block that does not exist');
  }

  #between({ left, right }) {
    const head = this.#find(left)?.head;
    require(head, 'its left neighbour does not exist');
    require(!right || this.#find(right)?.head === head, 'its neighbours do not stand in one text');
    return head;
  }

  #isField(head) {
    return this.#find(head).isField;
  }

  #find(id) {
    const made = this.#made.get(id);
    if (made) return made;
    const element = this.replica.elements.get(id);
    if (!element) return undefined;
    const counter = Number(id.slice(id.indexOf(':') + 1));
    require(element.replica === this.change.replica || (this.change.seen.get(element.replica) ?? 0) > counter, 'it refers to what its author had not seen');
    const isBlock = this.replica.blocks.has(id);
    return { isBlock, isCharacter: element.character !== null, isField: !isBlock && element.head === element, head: element.head.id };
  }
}

function require(condition, reason) {
  if (!condition) throw new InvalidUpdateError(`The change cannot be applied: ${reason}.`);
}
