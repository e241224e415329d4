// Names of what operations made (docs/encoding.md, "References"), and what derives from them: UUIDs of blocks, tags of positions.

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const MARK = 0x4e6f7469n;

/** An operation's id as text, the key of whatever the operation made. */
export const keyOf = (replica, counter) => `${replica}:${counter}`;

/** The two blocks that no operation made. */
export const ROOT = 'root';
export const TRASH = 'trash';

export const isFixed = (block) => block === ROOT || block === TRASH;

/** A block's id as other interfaces call it. As text, UUIDs sort as their bytes do, which is the order of block ids. */
export function uuidOf(block) {
  if (isFixed(block)) return `00000000-0000-0000-0000-00000000000${block === ROOT ? 0 : 1}`;
  const [replica, counter] = block.split(':').map(BigInt);
  const high = ((replica & 0xffff_ffff_ffffn) << 16n) | 0x8000n | ((replica >> 48n) << 7n);
  const low = (2n << 62n) | (counter << 31n) | MARK;
  return dashed(high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0'));
}

/** 32 hexadecimal digits as a UUID is written. */
export const dashed = (hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The ten characters that stand for a replica in positions (docs/ordering.md, "Grammar"). */
export function tagOf(replica) {
  let tag = String(replica % 10);
  let rest = Math.floor(replica / 10);
  for (let i = 0; i < 8; i++, rest = Math.floor(rest / 62)) tag = DIGITS[rest % 62] + tag;
  return String(1 + rest) + tag;
}
