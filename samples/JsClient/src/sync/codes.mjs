// Codes of docs/protocol.md, "Codes", that this client sends or treats in a way of their own. Any other is treated as its group.
export const Code = Object.freeze({
  None: 0,
  MalformedFrame: 1,
  UnexpectedFrame: 3,
  WrongDirection: 4,
  VersionNotSupported: 6,
  AuthenticationRequired: 7,
  AuthenticationFailed: 8,
  IdleTimeout: 9,
  UnknownChannel: 11,
  UnknownBatch: 19,
  InvalidServerUpdate: 20,
  SessionEnded: 21,
  InflateLimit: 24,
  FragmentLimit: 25,
  PageUnavailable: 103,
  PageEvicted: 106,
  FellBehind: 108,
});

const NAMES = new Map(Object.entries(Code).map(([name, code]) => [code, name]));

const FINAL = new Set([Code.VersionNotSupported, Code.AuthenticationRequired, Code.AuthenticationFailed, Code.SessionEnded]);
const PASSING = new Set([Code.PageUnavailable, Code.PageEvicted, Code.FellBehind]);

/** After these a client does not connect again: trying again changes nothing. */
export const endsTheClient = (code) => FINAL.has(code);

/** After these a client opens the page again; after other errors of a channel it does not. */
export const opensAgain = (code) => PASSING.has(code);

/** Why a connection, a channel or a batch ended. */
export class SyncError extends Error {
  name = 'SyncError';

  constructor(code, message) {
    super(`${message} (${NAMES.get(code) ?? `code ${code}`})`);
    this.code = code;
  }
}
