/** Blocks as JSON can hold them: an integer that a number does not hold whole becomes text. */
export const plain = (blocks) => JSON.parse(JSON.stringify([...blocks], (_, value) => (typeof value === 'bigint' ? String(value) : value)));
