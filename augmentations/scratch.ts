/** @file Memory made once and used again: a typed array takes as long to make as some hundred numbers to compute. */

/** What `make` makes, once for each size. What was in it is good until the next use of that size. */
export function scratch<Memory>(make: (size: number) => Memory): (size: number) => Memory {
  const known = new Map<number, Memory>();
  return (size) => {
    const memory = known.get(size) ?? make(size);
    known.set(size, memory);
    return memory;
  };
}
