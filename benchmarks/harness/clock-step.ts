/** @file What a clock can tell: browsers make theirs coarse, and coarser for pages that are not isolated. */

/** Changes that are looked at: some clocks stumble. */
const changes = 20;

/** Least time between two readings that differ, in the clock's unit. Spins for as long as so many changes take. */
export function clockStep(clock: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  let last = clock();
  for (let seen = 0; seen < changes; ) {
    const now = clock();
    if (now === last) continue;
    least = Math.min(least, now - last);
    last = now;
    seen++;
  }
  return least;
}
