// What a set of changes shows: docs/model.md, "From operations to a page", from the placements on. Computed from the whole of it, in the obvious way.
import { ROOT, TRASH, isFixed, uuidOf } from './ids.mjs';
import { inOrder } from './sequence.mjs';
import { areConcurrent, compareStamps } from './stamps.mjs';

const LONGEST_POSITION = 4096;

export class Outline {
  #replica;
  #placed = new Map();              // by block: the placement that counts
  #stands = new Map();              // by block: {parent, position, kind, escaped}
  #off = new Set();                 // blocks whose boundary does not count
  #regions = new Map();             // by block: the text of its own region
  #owners = new Map();              // by block whose boundary is off: the block whose region it lies in
  #followers = new Map();           // by block: the one whose region comes next in the sequence
  #children = new Map();            // by block: what stands under it, in order
  #inOrderOfIds;

  constructor(replica) {
    this.#replica = replica;
    this.#inOrderOfIds = [...replica.blocks.keys()].map((id) => [uuidOf(id), id]).sort(byFirst).map(([, id]) => id);
    for (const placement of replica.placements.toSorted((one, other) => compareStamps(one.stamp, other.stamp))) this.#place(placement);
    this.#findEscapes();
    this.#findRegions();
    this.#findHosts();
    this.#sortChildren();
  }

  /** The blocks of the page from top to bottom: {id, parent, level, type, text, properties}. The page itself is the first, at level 0. */
  *blocks() {
    yield { id: uuidOf(ROOT), parent: null, level: 0, type: 'page', text: '', ...this.#valuesOf(ROOT) };
    const open = this.shownChildren(ROOT).map((block) => [block, ROOT, 1]).reverse();
    while (open.length > 0) {
      const [block, parent, level] = open.pop();
      const { type, ...values } = this.#valuesOf(block);
      yield { id: uuidOf(block), parent: uuidOf(parent), level, type, text: this.textOf(block), ...values };
      open.push(...this.shownChildren(block).map((child) => [child, block, level + 1]).reverse());
    }
  }

  /** The uppermost of the blocks in the trash, by id. */
  trash() {
    return this.shownChildren(TRASH).map(uuidOf).sort();
  }

  /** The blocks shown under one: in the place of one that is joined or continued, what is shown under that. */
  shownChildren(block) {
    return this.#standingUnder(block).flatMap((child) => (this.#roleOf(child) === 'child' ? [child] : this.shownChildren(child)));
  }

  /** The text of a block's own region, then that of its continuations. */
  textOf(block) {
    return this.#pieces(block).map((piece) => this.#regions.get(piece).join('')).join('');
  }

  /** The greatest position under a block; undefined where nothing stands there. */
  lastPosition(block) {
    return this.#standingUnder(block).map((child) => this.#stands.get(child).position).at(-1);
  }

  /** Counts a placement, unless it would put the block under itself. */
  #place(placement) {
    for (let at = placement.parent; !isFixed(at); at = this.#placed.get(at).parent) {
      if (at === placement.block) return;
      if (!this.#placed.has(at)) break;
    }
    this.#placed.set(placement.block, placement);
  }

  #findEscapes() {
    for (const block of this.#inOrderOfIds) {
      const { parent, position, kind } = this.#placed.get(block);
      this.#stands.set(block, { parent, position, kind });
    }
    const escaped = this.#inOrderOfIds.filter((block) => this.#escape(block));
    for (const block of escaped)
      if (this.#landsBadly(block)) this.#stands.get(block).parent = ROOT;
  }

  /** Lets a block stand where a deleted one stood, if it is in that by a placement that whoever deleted did not know of. */
  #escape(block) {
    const way = [];
    let top = block;
    for (; !isFixed(top); top = this.#placed.get(top).parent) way.push(top);
    if (top !== TRASH || way.length < 2) return false;
    const deletion = this.#placed.get(way.pop());
    const isConcurrent = (at) => areConcurrent(this.#placed.get(at).stamp, deletion.stamp);
    if (!isConcurrent(block) || way.slice(1).some(isConcurrent)) return false;
    const position = `${deletion.oldPosition}01${this.#placed.get(block).position}`;
    this.#stands.set(block, { parent: deletion.oldParent, position: position.length <= LONGEST_POSITION ? position : deletion.oldPosition, kind: 'child' });
    return true;
  }

  /** In the trash, or under itself. A circle of others is for their own turn. */
  #landsBadly(block) {
    const seen = new Set();
    for (let at = this.#stands.get(block).parent; at !== ROOT; at = this.#stands.get(at).parent) {
      if (at === TRASH || at === block) return true;
      if (seen.has(at)) return false;
      seen.add(at);
    }
    return false;
  }

  #findRegions() {
    for (const block of this.#inOrderOfIds) this.#regions.set(block, []);
    for (const head of this.#inOrderOfIds) {
      const first = this.#replica.elements.get(head);
      if (first.head !== first) continue;
      let owner = head;
      for (const element of inOrder(first)) {
        if (element === first) continue;
        if (element.character !== null) {
          if (element.isShown) this.#regions.get(owner).push(element.character);
        } else if (this.#stands.get(element.id).kind === 'joined' && !this.#isLoose(element.id, owner)) {
          this.#off.add(element.id);
          this.#owners.set(element.id, owner);
        } else {
          this.#followers.set(owner, element.id);
          owner = element.id;
        }
      }
    }
  }

  /** Whether somebody who did not know of the join deleted what the block was joined into. */
  #isLoose(joined, owner) {
    if (!this.#isTrashed(owner) || this.#isTrashed(joined)) return false;
    let at = owner;
    while (this.#placed.get(at).parent !== TRASH) at = this.#stands.get(at).parent;
    return areConcurrent(this.#placed.get(joined).stamp, this.#placed.get(at).stamp);
  }

  /** What is joined into a text goes with the end of that text, wherever a split has put it. */
  #findHosts() {
    for (const block of this.#inOrderOfIds) {
      const stand = this.#stands.get(block);
      if (this.#roleOf(block) === 'child' || this.#isTrashed(block)) continue;
      if (stand.kind === 'joined') {
        if (this.#off.has(stand.parent)) continue;
        const owner = this.#owners.get(block);
        if (this.#mayHold(owner, block)) stand.parent = owner;
      } else {
        let host = stand.parent;
        for (let next; (next = this.#followers.get(this.#owners.get(host) ?? host)) && this.#mayHold(next, block);) host = next;
        stand.parent = host;
      }
    }
  }

  #mayHold(host, block) {
    const { split } = this.#replica.blocks.get(host);
    return split !== null && areConcurrent(split.stamp, this.#placed.get(block).stamp) && !this.#isTrashed(host) && !this.#isUnder(host, block);
  }

  #isUnder(block, ancestor) {
    for (let at = block; !isFixed(at); at = this.#stands.get(at).parent)
      if (at === ancestor) return true;
    return false;
  }

  #isTrashed(block) {
    let at = block;
    while (!isFixed(at)) at = this.#stands.get(at).parent;
    return at === TRASH;
  }

  #sortChildren() {
    for (const block of this.#inOrderOfIds) {
      const { parent } = this.#stands.get(block);
      if (!this.#children.has(parent)) this.#children.set(parent, []);
      this.#children.get(parent).push(block);
    }
    for (const children of this.#children.values()) children.sort((one, other) => compare(this.#stands.get(one).position, this.#stands.get(other).position));
  }

  #standingUnder(block) {
    return this.#children.get(block) ?? [];
  }

  /** A joined block whose boundary counts is shown on its own. */
  #roleOf(block) {
    const { kind } = this.#stands.get(block);
    return kind === 'joined' && !this.#off.has(block) ? 'child' : kind;
  }

  /** The blocks whose regions a block shows, in order. */
  #pieces(block) {
    const flowing = this.#standingUnder(block).filter((child) => this.#roleOf(child) !== 'child');
    return [block, ...flowing.flatMap((child) => this.#pieces(child).slice(this.#roleOf(child) === 'joined' ? 1 : 0))];
  }

  #valuesOf(block) {
    const values = { properties: {} };
    for (const [key, { value }] of [...this.#replica.registers.get(block)].sort(byFirst)) {
      if (key === '') values.type = value;
      else if (value !== null) values.properties[key] = value;
    }
    const texts = this.#replica.fields.filter((field) => field.block === block)
      .map(({ key, element }) => [uuidOf(element.id), key, element]).sort(byFirst);
    values.texts = {};
    for (const [, key, element] of texts) {
      const text = [...inOrder(element)].filter((at) => at.isShown).map((at) => at.character).join('');
      if (text) values.texts[key] = (values.texts[key] ?? '') + text;
    }
    return values;
  }
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const byFirst = ([one], [other]) => compare(one, other);
