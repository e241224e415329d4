// A page that is followed for as long as one likes, through lost connections and restarts of the server.
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnsupportedError } from '../document/errors.mjs';
import { decodeUpdate } from '../encoding/updates.mjs';
import { Replica } from '../document/replica.mjs';
import { appendBlock, newReplicaId } from '../document/writer.mjs';
import { Channel } from './channel.mjs';
import { endsTheClient, opensAgain, SyncError } from './codes.mjs';
import { Connection } from './connection.mjs';

const FIRST_WAIT = 100;
const LONGEST_WAIT = 10_000;

/**
 * Events: 'state' with 'connecting', 'live' or 'stopped'; 'changed' when the page may show something else; 'presence' with {from, payload};
 * 'access' with what the user may do, from 1, view, to 4, everything;
 * 'failed' with the error after which the page is not tried again.
 */
export class Page extends EventEmitter {
  #server;
  #token;
  #id;
  #writer = newReplicaId();
  #pending = [];                    // own edits that are not known to be durable: {end, resolve, reject}
  #presence = null;
  #connection = null;
  #channel = null;
  #stopped = new AbortController();

  /** The page as far as it is known here. */
  replica = new Replica();

  constructor(server, token, id) {
    super();
    [this.#server, this.#token, this.#id] = [server, token, id];
  }

  /** Follows the page until stop() is called, or until trying again makes no sense: then it throws why. */
  async follow() {
    let wait = FIRST_WAIT;
    try {
      while (!this.#stopped.signal.aborted) {
        this.emit('state', 'connecting');
        const { error, wasLive } = await this.#live();
        if (this.#stopped.signal.aborted) return;
        if (endsTheClient(error.code)) throw error;
        wait = wasLive ? FIRST_WAIT : Math.min(2 * wait, LONGEST_WAIT);
        await sleep(wait * (0.5 + Math.random()), undefined, { signal: this.#stopped.signal }).catch(() => {});
      }
    } catch (error) {
      for (const edit of this.#pending.splice(0)) edit.reject(error);
      throw error;
    } finally {
      this.emit('state', 'stopped');
    }
  }

  stop() {
    this.#stopped.abort();
    this.#connection?.close();
  }

  /** Appends a block with text. It shows at once; resolves when it is durable at the server. */
  append(text, type = 'paragraph') {
    const update = appendBlock(this.replica, this.#writer, type, text);
    this.replica.apply(update);
    const durable = new Promise((resolve, reject) => this.#pending.push({ end: this.replica.version.get(this.#writer), resolve, reject }));
    this.#channel?.isOpen && this.#channel.send(update);
    this.emit('changed');
    return durable;
  }

  /** Says something to whoever has the page open, and says it again before the server would forget it and after every reconnect; an empty payload takes it back. */
  say(payload) {
    this.#presence = payload;
    this.#channel?.presence(payload);
  }

  /** One connection, from its beginning to its end. */
  async #live() {
    let wasLive = false;
    try {
      const connection = this.#connection = await Connection.open(this.#server, this.#token, { replica: this.#writer });
      const ended = new Promise((resolve) => connection.once('closed', resolve));
      if (this.#stopped.signal.aborted) connection.close();
      const channels = count();
      const batches = count();
      let wait = FIRST_WAIT;
      const open = () => { this.#channel = new Channel(connection, channels.next().value, batches, this.#id, this.replica); };
      const openAgain = async () => {
        this.#channel = null;
        await sleep(wait * (0.5 + Math.random()));
        wait = Math.min(2 * wait, LONGEST_WAIT);
        if (connection === this.#connection && !this.#channel) open();
      };
      connection.on('frame', (frame) => {
        if (frame.kind === 'error') return this.#refused(frame, openAgain);
        if (frame.channel !== this.#channel?.number) return;       // of a channel that was closed
        const outcome = this.#guard(connection, () => this.#handle(frame));
        if (outcome?.committed) [wasLive, wait] = [true, FIRST_WAIT];
        if (outcome?.rejected) this.#rejected(outcome, openAgain);
      });
      open();
      const heartbeat = setInterval(() => this.#presence?.length && this.#channel?.presence(this.#presence), connection.limits.presenceLifetime / 3);
      return { error: await ended.finally(() => clearInterval(heartbeat)), wasLive };
    } catch (error) {
      return { error, wasLive };
    } finally {
      this.#connection = this.#channel = null;
    }
  }

  #handle(frame) {
    const outcome = this.#channel.receive(frame);
    if (outcome?.committed) this.#opened(outcome.committed);
    if (outcome?.durable) this.#durable(outcome.durable);
    if (outcome?.access !== undefined) this.emit('access', outcome.access);
    if (outcome?.presence) this.emit('presence', outcome.presence);
    if (frame.kind === 'opened' || frame.kind === 'changes') this.emit('changed');
    return outcome;
  }

  #opened(committed) {
    this.#settle(committed.get(this.#writer) ?? 0);
    if (this.#presence) this.#channel.presence(this.#presence);
    this.emit('state', 'live');
  }

  #durable(update) {
    for (const change of decodeUpdate(update))
      if (change.replica === this.#writer) this.#settle(change.end);
  }

  /** Own edits up to a counter are durable. */
  #settle(end) {
    while (this.#pending.length > 0 && this.#pending[0].end <= end) this.#pending.shift().resolve();
  }

  /** Something was refused for good: the page is built anew from what the server has, and what was not durable is lost here and reported. */
  #rejected({ retryable, error }, openAgain) {
    this.#channel.close();
    if (!retryable) {
      this.replica = new Replica();
      this.#writer = newReplicaId();
      for (const edit of this.#pending.splice(0)) edit.reject(error);
    }
    openAgain();
  }

  #refused({ code, message, channel }, openAgain) {
    if (channel !== this.#channel?.number) return;
    this.#channel = null;
    if (opensAgain(code)) openAgain();
    else this.#fail(new SyncError(code, message));
  }

  #fail(error) {
    for (const edit of this.#pending.splice(0)) edit.reject(error);
    this.emit('failed', error);
  }

  #guard(connection, work) {
    try {
      return work();
    } catch (error) {
      if (error instanceof SyncError) return connection.close(error.code, error.message);
      if (!(error instanceof UnsupportedError)) throw error;
      this.stop();
      this.#fail(error);
    }
  }
}

function* count() {
  for (let number = 1; ; number++) yield number;
}
