/** @file What the numbers of an output stand for. */

/**
 * How many classes a row of scores is for: the only axis of more than one. `undefined` of a single number (a quantity,
 * or the probability of one event) and of several axes (an answer for every moment), where no number is a class's.
 *
 * @param shape Of one window's output.
 */
export function scoredClasses(shape: readonly number[]): number | undefined {
  const wide = shape.filter((size) => size > 1);
  return wide.length === 1 ? wide[0] : undefined;
}
