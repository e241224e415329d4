// One connection, from the hello to the close: docs/protocol.md, "A connection". Knows nothing of pages.
import { EventEmitter } from 'node:events';
import WebSocket from 'ws';
import { Code, SyncError } from './codes.mjs';
import { isFromServer } from './frames.mjs';
import { Wrapping } from './wrapping.mjs';

const VERSION = 1;
const HANDSHAKE_TIMEOUT = 10_000;
const CLOSE_TIMEOUT = 2_000;
const WEBSOCKET_NONE = 1000;
const WEBSOCKET_CODES = 4000;

/** What this client takes from a server: docs/protocol.md, "Limits". */
export const LIMITS = {
  frameBytes: 64 << 20, channels: 256, batches: 512, batchBytes: 16 << 20, presenceBytes: 4096, idleTimeout: 60_000,
  wholeBytes: 256 << 20, assemblies: 4, pushedBatches: 1024, pushedBytes: 4 << 20, presenceLifetime: 30_000,
};

/** What this client can do besides, where the server can, too. */
const CAPABILITIES = ['fragments', 'deflate', 'credit'];

/**
 * Events: 'frame' with a frame of the server that concerns a page, 'closed' with the SyncError that says why. After 'closed' there is nothing more.
 */
export class Connection extends EventEmitter {
  #socket;
  #heardAt = Date.now();
  #pinged = false;
  #watch;
  #isClosed = false;
  #wrapping = new Wrapping(LIMITS, LIMITS, new Set());
  #used = { batches: 0, bytes: 0 };       // of the server's credit
  #leaving;                               // the timer of a drain

  /** What the server said of itself; null before the welcome. */
  welcome = null;

  /** Connects and says hello; resolves when the server has answered. */
  static open(server, token, { name = 'notion-js-client', replica = 0 } = {}) {
    const connection = new Connection(server);
    return new Promise((resolve, reject) => {
      connection.#socket.on('open', () => connection.send({
        kind: 'hello', minVersion: VERSION, maxVersion: VERSION, capabilities: CAPABILITIES, limits: Object.values(LIMITS), clientName: name, token, replicaHint: replica,
      }));
      connection.once('welcome', () => resolve(connection));
      connection.once('closed', reject);
    });
  }

  constructor(server) {
    super();
    const address = new URL('/sync', server);
    address.protocol = address.protocol.replace('http', 'ws');
    this.#socket = new WebSocket(address, { maxPayload: LIMITS.frameBytes, perMessageDeflate: false, handshakeTimeout: HANDSHAKE_TIMEOUT });
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('message', (bytes, isBinary) => this.#guard(() => this.#receive(bytes, isBinary)));
    this.#socket.on('error', (error) => this.#ended(new SyncError(Code.None, error.message)));
    this.#socket.on('close', (status, reason) => this.#ended(new SyncError(Math.max(0, status - WEBSOCKET_CODES), String(reason) || 'The connection ended.')));
    this.#watch = setTimeout(() => this.close(Code.IdleTimeout, 'No welcome came in time.'), HANDSHAKE_TIMEOUT);
  }

  /** The server's limits. */
  get limits() {
    const [frameBytes, channels, batches, batchBytes, presenceBytes, idleTimeout, wholeBytes = frameBytes, assemblies = 0, , , presenceLifetime = 30_000] = this.welcome.limits;
    return { frameBytes, channels, batches, batchBytes, presenceBytes, idleTimeout, wholeBytes, assemblies, presenceLifetime };
  }

  send(frame) {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const message of this.#wrapping.wrap(frame)) this.#socket.send(message);
  }

  /** Says goodbye. */
  close(code = Code.None, message = 'Bye.') {
    if (this.#isClosed) return;
    this.send({ kind: 'close', code, message });
    this.#hangUp(code, message);
    this.#ended(new SyncError(code, message));
  }

  #receive(bytes, isBinary) {
    if (this.#isClosed) return;
    this.#heardAt = Date.now();
    this.#pinged = false;
    if (!isBinary) throw new SyncError(Code.MalformedFrame, 'The server sent text.');
    const frame = this.#wrapping.unwrap(bytes);
    if (frame && !isFromServer(frame)) throw new SyncError(Code.WrongDirection, `A server does not send "${frame.kind}".`);
    if (frame?.kind === 'close') return this.#leave(frame);
    if (!this.welcome) return this.#greet(frame);
    switch (frame?.kind) {
      case undefined: break;                              // of a later version, or a part of one
      case 'welcome': throw new SyncError(Code.UnexpectedFrame, 'A second welcome.');
      case 'ping': this.send({ kind: 'pong', number: frame.number }); break;
      case 'pong': case 'tokenAccepted': case 'digestAnswer': break;
      case 'drain': this.#drain(frame); break;
      case 'changes':
        this.emit('frame', frame);
        this.#giveBack(frame.update.length);
        break;
      default: this.emit('frame', frame);
    }
  }

  #greet(frame) {
    if (frame?.kind !== 'welcome') throw new SyncError(Code.UnexpectedFrame, 'The server did not begin with a welcome.');
    if (frame.version !== VERSION) throw new SyncError(Code.VersionNotSupported, `The server speaks version ${frame.version}.`);
    this.welcome = frame;
    this.#wrapping = new Wrapping(LIMITS, this.limits, new Set(frame.capabilities.filter((name) => CAPABILITIES.includes(name))));
    clearTimeout(this.#watch);
    const patience = Math.min(LIMITS.idleTimeout, this.limits.idleTimeout);
    this.#watch = setInterval(() => this.#keepAlive(patience), patience / 4);
    this.emit('welcome', frame);
  }

  /** Half of the patience without a word: a ping. All of it: the end. */
  #keepAlive(patience) {
    const silence = Date.now() - this.#heardAt;
    if (silence >= patience) this.close(Code.IdleTimeout, 'Nothing was heard from the server for too long.');
    else if (silence >= patience / 2 && !this.#pinged) {
      this.#pinged = true;
      this.send({ kind: 'ping', number: Date.now() });
    }
  }

  /** The server may send so much again: said when half of its credit was used. */
  #giveBack(bytes) {
    if (!this.welcome.capabilities.includes('credit')) return;
    this.#used.batches += 1;
    this.#used.bytes += bytes;
    if (2 * this.#used.batches < LIMITS.pushedBatches && 2 * this.#used.bytes < LIMITS.pushedBytes) return;
    this.send({ kind: 'credit', ...this.#used });
    this.#used = { batches: 0, bytes: 0 };
  }

  /** The server is about to go. Not all go at once; where it says to go is not followed, for it would be given the token. */
  #drain({ graceMilliseconds, message }) {
    this.#leaving ??= setTimeout(() => this.close(Code.None, message), Math.random() * graceMilliseconds / 2);
  }

  /** The server said goodbye. */
  #leave({ code, message }) {
    this.#hangUp(Code.None, '');
    this.#ended(new SyncError(code, message));
  }

  /** Runs what may find the server at fault; the connection ends with the code. */
  #guard(work) {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      this.close(error.code, error.message);
    }
  }

  #hangUp(code, message) {
    if (this.#socket.readyState === WebSocket.CONNECTING) return this.#socket.terminate();
    this.#socket.close(code === Code.None ? WEBSOCKET_NONE : WEBSOCKET_CODES + code, Buffer.from(message).subarray(0, 123).toString());
    setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT).unref();
  }

  #ended(error) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#watch);
    clearTimeout(this.#leaving);
    this.emit('closed', error);
  }
}
