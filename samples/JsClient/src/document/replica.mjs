// A set of changes, and what follows from each of them alone: docs/encoding.md and docs/model.md, "From operations to a page". What the set shows is in
// outline.mjs. A change applies whole or not at all.
import { decodeUpdate, encodeUpdate } from '../encoding/updates.mjs';
import { InvalidUpdateError } from './errors.mjs';
import { check } from './checks.mjs';
import { ROOT, TRASH, keyOf } from './ids.mjs';
import { Outline } from './outline.mjs';
import { Element, insert } from './sequence.mjs';
import { compareStamps } from './stamps.mjs';

export class Replica {
  #waiting = new Map();             // by replica, then by first counter: changes whose turn has not come
  #changes = new Map();             // by replica: its changes in order
  #log = [];                        // all changes in the order in which they were applied
  #knowledge = new Map();           // by replica: what its writer has seen of the others
  #outline = null;

  /** By replica, how many of its counters are known. */
  version = new Map();

  /** By id: {id, head, created}: a block, the head of the sequence that its text is in, the placement that created it (none: not by a split). */
  blocks = new Map();

  /** By id: heads, boundaries and characters. */
  elements = new Map();

  /** Every placement: {block, parent, position, kind, stamp}; of a deletion oldParent and oldPosition, too. */
  placements = [];

  /** By block, then by key ('' for the type): the last operation that set it. */
  registers = new Map([[ROOT, new Map()]]);

  /** The sequences of texts of properties, each by its head: {block, key, element}. */
  fields = [];

  /** The latest timestamp of all. */
  time = 0n;

  /** Takes an update in. Returns how many changes of it, and of those that had waited for it, were applied. */
  apply(update) {
    for (const change of decodeUpdate(update)) {
      if (!this.#isKnown(change)) this.#wait(change);
    }
    let applied = 0;
    for (let more = true; more;) {
      more = false;
      for (const [replica, changes] of this.#waiting) {
        for (let change; (change = changes.get(this.#end(replica))) && this.#dependenciesAreKnown(change); more = true) {
          changes.delete(change.first);
          this.#apply(change);
          applied++;
        }
      }
    }
    return applied;
  }

  /** How many changes wait for others. */
  get waiting() {
    return [...this.#waiting.values()].reduce((sum, changes) => sum + changes.size, 0);
  }

  /** The changes that a version does not cover, each as an update, in an order in which they can be applied. */
  updatesSince(version) {
    return this.#log.filter((change) => change.end > (version.get(change.replica) ?? 0)).map((change) => encodeUpdate([change.bytes]));
  }

  /** What the page shows now. */
  get outline() {
    return this.#outline ??= new Outline(this);
  }

  /** What a replica's writer had seen of all others. */
  knowledgeOf(replica) {
    return this.#knowledge.get(replica) ?? new Map();
  }

  /** The timestamp of a replica's last change; 0 before the first. */
  timeOf(replica) {
    return this.#changes.get(replica)?.at(-1)?.timestamp ?? 0n;
  }

  #end(replica) {
    return this.version.get(replica) ?? 0;
  }

  #isKnown(change) {
    if (change.first >= this.#end(change.replica)) return false;
    const known = this.#changes.get(change.replica).findLast((other) => other.first <= change.first);
    if (Buffer.compare(known.bytes, change.bytes) !== 0)
      throw new InvalidUpdateError(`Replica ${change.replica} made two different changes with counter ${change.first}: two writers share its id.`);
    return true;
  }

  #wait(change) {
    if (!this.#waiting.has(change.replica)) this.#waiting.set(change.replica, new Map());
    this.#waiting.get(change.replica).set(change.first, change);
  }

  #dependenciesAreKnown(change) {
    return [...change.dependencies].every(([replica, end]) => this.#end(replica) >= end);
  }

  #apply(change) {
    const { replica } = change;
    const before = this.timeOf(replica);
    const { milliseconds, logical } = change.time;
    change.timestamp = milliseconds > 0n ? (((before >> 16n) + milliseconds) << 16n) + logical : before + logical;
    change.seen = change.dependencies.size > 0 ? new Map([...this.knowledgeOf(replica), ...change.dependencies]) : this.knowledgeOf(replica);
    check(this, change, this.#timeAt);

    if (!this.#changes.has(replica)) this.#changes.set(replica, []);
    this.#changes.get(replica).push(change);
    this.#log.push(change);
    this.#knowledge.set(replica, change.seen);
    this.version.set(replica, change.end);
    if (change.timestamp > this.time) this.time = change.timestamp;
    let counter = change.first;
    for (const op of change.ops) {
      this.#perform(op, { time: change.timestamp, replica, counter, seen: change.seen });
      counter += op.counters ?? 1;
    }
    change.ops = null;              // its bytes are kept; what the operations did is done
    this.#outline = null;
  }

  #timeAt = (replica, end) => this.#changes.get(replica).findLast((change) => change.first < end).timestamp;

  #perform(op, stamp) {
    const id = keyOf(stamp.replica, stamp.counter);
    switch (op.kind) {
      case 'create':
        this.#addBlock(id, op.type, stamp, this.#addElement(new Element(id, stamp.replica)), null);
        this.#place(id, op.parent, op.position, 'child', stamp);
        break;
      case 'split': {
        const boundary = this.#addElement(new Element(id, stamp.replica));
        insert(boundary, this.elements.get(op.left), this.#right(op.right));
        this.#addBlock(id, op.type, stamp, boundary.head, this.#place(id, op.parent, op.position, 'child', stamp));
        break;
      }
      case 'move': this.#place(op.block, op.parent, op.position, 'child', stamp); break;
      case 'join': this.#place(op.block, op.parent, op.position, 'joined', stamp); break;
      case 'continue': this.#place(op.block, op.parent, op.position, 'continuation', stamp); break;
      case 'delete': this.#place(op.block, TRASH, '0', 'child', stamp, { oldParent: op.oldParent, oldPosition: op.oldPosition }); break;
      case 'insert': this.#type(op, stamp); break;
      case 'erase':
        for (let i = 0; i < op.count; i++) this.elements.get(keyOf(op.replica, op.counter + i)).erasures += op.times;
        break;
      case 'set property': this.#set(op.block, op.key, op.value, stamp); break;
      case 'set type': this.#set(op.block, '', op.type, stamp); break;
      case 'begin text':
        this.fields.push({ block: op.block, key: op.key, element: this.#addElement(new Element(id, stamp.replica)) });
        break;
    }
  }

  #addBlock(id, type, stamp, head, split) {
    this.blocks.set(id, { id, head, split });
    this.registers.set(id, new Map());
    this.#set(id, '', type, stamp);
  }

  #addElement(element) {
    this.elements.set(element.id, element);
    return element;
  }

  #place(block, parent, position, kind, stamp, old = {}) {
    const placement = { block, parent, position, kind, stamp, ...old };
    this.placements.push(placement);
    return placement;
  }

  #type({ left, right, characters }, { replica, counter }) {
    let before = this.elements.get(left);
    const behind = right === undefined ? before.rightNeighbour : this.#right(right);
    for (const character of characters) {
      const element = this.#addElement(new Element(keyOf(replica, counter++), replica, character));
      insert(element, before, behind);
      before = element;
    }
  }

  #right(id) {
    return id === null ? null : this.elements.get(id);
  }

  #set(block, key, value, stamp) {
    const registers = this.registers.get(block);
    if (!registers.has(key) || compareStamps(registers.get(key).stamp, stamp) < 0) registers.set(key, { value, stamp });
  }
}
