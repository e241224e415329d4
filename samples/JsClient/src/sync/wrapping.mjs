// Large frames: docs/protocol.md, "Large frames". A frame that is large goes deflated, in fragments, or both: frame → deflated → fragments → messages. What comes
// in is undone from the outside in. Used only where the welcome names the capability.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Code, SyncError } from './codes.mjs';
import { decodeFrame, encodeFrame } from './frames.mjs';

const WORTH_DEFLATING = 1024;
const LARGEST_RATIO = 100;
const ALONE = new Set(['hello', 'welcome', 'close', 'fragment']);       // never in fragments; nor, like a deflated one, deflated

export class Wrapping {
  #own;                             // this side's limits
  #peer;                            // the other side's
  #capabilities;
  #sent = 0;                        // the number of the last assembly sent
  #received = 0;                    // the highest number of an assembly that began to come
  #assemblies = new Map();          // by number: {whole, parts, length}

  constructor(own, peer, capabilities) {
    [this.#own, this.#peer, this.#capabilities] = [own, peer, capabilities];
  }

  /** The messages that a frame makes. */
  wrap(frame) {
    const bytes = this.#deflate(encodeFrame(frame));
    if (bytes.length <= this.#peer.frameBytes || !this.#capabilities.has('fragments')) return [bytes];
    const assembly = ++this.#sent;
    const size = Math.min(65_536, this.#peer.frameBytes - 32);
    const parts = [];
    for (let at = 0; at < bytes.length; at += size) parts.push(encodeFrame({ kind: 'fragment', assembly, whole: bytes.length, part: bytes.subarray(at, at + size) }));
    return parts;
  }

  /** The frame that a message brings; null where it is of a later version, or a part of what is still to come. */
  unwrap(bytes) {
    const frame = decodeFrame(bytes);
    if (frame?.kind === 'fragment') return this.#assemble(frame);
    return frame?.kind === 'deflated' ? this.#inflate(frame) : frame;
  }

  #deflate(bytes) {
    if (!this.#capabilities.has('deflate') || bytes.length < WORTH_DEFLATING || bytes.length > this.#peer.wholeBytes) return bytes;
    const deflated = deflateRawSync(bytes);
    if (deflated.length * LARGEST_RATIO < bytes.length) return bytes;
    const wrapped = encodeFrame({ kind: 'deflated', size: bytes.length, deflated });
    return wrapped.length < bytes.length ? wrapped : bytes;
  }

  #inflate({ size, deflated }) {
    if (size > this.#own.wholeBytes || size > LARGEST_RATIO * deflated.length) throw new SyncError(Code.InflateLimit, `${size} bytes are more than is inflated here.`);
    const frame = this.#inner(inflate(deflated, size));
    if (frame?.kind === 'deflated') throw malformed('what was deflated is deflated');
    return frame;
  }

  #assemble({ assembly, whole, part }) {
    const begun = this.#assemblies.get(assembly) ?? this.#begin(assembly, whole);
    if (begun.whole !== whole || part.length === 0 || begun.length + part.length > whole) throw malformed('fragments do not fit together');
    begun.parts.push(part);
    begun.length += part.length;
    if (begun.length < whole) return null;
    this.#assemblies.delete(assembly);
    const frame = this.#inner(Buffer.concat(begun.parts));
    return frame?.kind === 'deflated' ? this.#inflate(frame) : frame;
  }

  #begin(assembly, whole) {
    if (assembly <= this.#received) throw malformed(`assembly ${assembly} is not under way`);
    const announced = [...this.#assemblies.values()].reduce((sum, other) => sum + other.whole, whole);
    if (announced > this.#own.wholeBytes || this.#assemblies.size >= this.#own.assemblies) throw new SyncError(Code.FragmentLimit, 'Fragments of more than is taken here.');
    this.#received = assembly;
    const begun = { whole, parts: [], length: 0 };
    this.#assemblies.set(assembly, begun);
    return begun;
  }

  #inner(bytes) {
    const frame = decodeFrame(bytes);
    if (ALONE.has(frame?.kind)) throw malformed(`"${frame.kind}" goes as it is`);
    return frame;
  }
}

function inflate(deflated, size) {
  let bytes;
  try {
    bytes = inflateRawSync(deflated, { maxOutputLength: size });
  } catch (error) {
    throw malformed(error.message);
  }
  if (bytes.length !== size) throw malformed('what was deflated has another length');
  return bytes;
}

const malformed = (reason) => new SyncError(Code.MalformedFrame, `The bytes are no frame: ${reason}.`);
