// When and by whom an operation was made, and what its author had seen: {time, replica, counter, seen}.

/** The total order of operations. */
export function compareStamps(one, other) {
  if (one.time !== other.time) return one.time < other.time ? -1 : 1;
  return one.replica - other.replica || one.counter - other.counter;
}

/** Whether neither author had seen the other's operation. */
export const areConcurrent = (one, other) => !hadSeen(one, other) && !hadSeen(other, one);

function hadSeen(author, other) {
  return author.replica === other.replica ? other.counter <= author.counter : (author.seen.get(other.replica) ?? 0) > other.counter;
}
