/** @file A recording draws nothing at random: one draw would become a constant of the graph. */
import { UserError } from "#core/errors";

/**
 * Run `body`; `Math.random`, which tf.js's dropout, noise and initializers turn to where they have no seed, is an
 * error meanwhile. Seeded ones draw the same numbers at every call anyway.
 */
export function withoutChance<T>(body: () => T): T {
  const { random } = Math;
  Math.random = refuse;
  try {
    return body();
  } finally {
    Math.random = random;
  }
}

function refuse(): never {
  throw new UserError(
    "a recorded computation draws at random, which would give the same numbers whenever the graph runs",
    "draw outside and hand the numbers in as an input, or give a seed where the same numbers are meant (0 is none)",
  );
}
