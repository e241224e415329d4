// An open page in one connection: docs/protocol.md, "A connection" and "What is durable". What it was told goes into the replica; what the server has not
// got as durable goes to the server, a change at a time, never more than the server wants to have waiting.
import { UnsupportedError } from '../document/errors.mjs';
import { decodeVersion, encodeVersion } from '../encoding/updates.mjs';
import { Code, SyncError } from './codes.mjs';

export class Channel {
  #connection;
  #number;
  #replica;
  #queue = [];                      // updates that wait for room
  #sent = new Map();                // by batch: bytes of those that wait for their acknowledgement
  #sentBytes = 0;
  #batches;                         // what numbers them
  #received = 0;                    // the number of the server's last changes frame

  /** Whether the server has answered. */
  isOpen = false;

  constructor(connection, number, batches, page, replica) {
    this.#connection = connection;
    this.#number = number;
    this.#batches = batches;
    this.#replica = replica;
    connection.send({ kind: 'open', channel: number, page, version: encodeVersion(replica.version) });
  }

  get number() {
    return this.#number;
  }

  /** Handles a frame of the channel. Returns what the page must know, or nothing. */
  receive(frame) {
    if (this.isOpen === (frame.kind === 'opened')) throw new SyncError(Code.UnexpectedFrame, `"${frame.kind}" at the wrong time.`);
    switch (frame.kind) {
      case 'opened': return this.#opened(frame);
      case 'changes': return this.#changes(frame);
      case 'ackReceived': return void this.#waiting(frame.batch);
      case 'ackDurable': return this.#settled(frame);
      case 'reject': return this.#settled(frame);
      case 'access': return { access: frame.access };
      case 'presence': return { presence: { from: { userId: frame.userId, userName: frame.userName, sessionId: frame.sessionId }, payload: frame.payload } };
    }
  }

  /** Sends an update as soon as there is room, and the page is open. */
  send(update) {
    this.#queue.push(update);
    this.#pump();
  }

  presence(payload) {
    if (this.isOpen && payload.length <= this.#connection.limits.presenceBytes) this.#connection.send({ kind: 'presence', channel: this.#number, payload });
  }

  close() {
    this.#connection.send({ kind: 'closePage', channel: this.#number });
  }

  #opened({ version, update, access }) {
    this.#apply(update);
    this.isOpen = true;
    const committed = decodeVersion(version);
    this.#queue = this.#replica.updatesSince(committed);
    this.#pump();
    return { committed, access };
  }

  #changes({ batch, update }) {
    if (batch !== ++this.#received) throw new SyncError(Code.UnexpectedFrame, `Changes ${batch} came where ${this.#received} was due.`);
    this.#apply(update);
    return {};
  }

  #apply(update) {
    try {
      this.#replica.apply(update);
    } catch (error) {
      if (error instanceof UnsupportedError) throw error;
      throw new SyncError(Code.InvalidServerUpdate, error.message);
    }
  }

  #waiting(batch) {
    const sent = this.#sent.get(batch);
    if (!sent) throw new SyncError(Code.UnknownBatch, `No batch ${batch} waits for an acknowledgement.`);
    return sent;
  }

  #settled({ kind, batch, code, retryable, message }) {
    const update = this.#waiting(batch);
    this.#sent.delete(batch);
    this.#sentBytes -= update.length;
    this.#pump();
    return kind === 'ackDurable' ? { durable: update } : { rejected: update, retryable, error: new SyncError(code, message) };
  }

  #pump() {
    const { batches, batchBytes } = this.#connection.limits;
    while (this.isOpen && this.#queue.length > 0) {
      const update = this.#queue[0];
      if (this.#sent.size >= batches || (this.#sent.size > 0 && this.#sentBytes + update.length > batchBytes)) return;
      this.#queue.shift();
      const batch = this.#batches.next().value;
      this.#sent.set(batch, update);
      this.#sentBytes += update.length;
      this.#connection.send({ kind: 'changes', channel: this.#number, batch, update });
    }
  }
}
