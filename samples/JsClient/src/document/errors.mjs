/** An update that cannot be applied: nothing of it was. */
export class InvalidUpdateError extends Error {
  name = 'InvalidUpdateError';
}

/** What this client does not read, though it may be well formed. */
export class UnsupportedError extends Error {
  name = 'UnsupportedError';
}
