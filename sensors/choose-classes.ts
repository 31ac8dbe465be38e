/** @file Some of the classes that a data set knows. */
import { nearest, UserError } from "#core/errors";

/** The classes to keep, in their order; none named: all. Throws a {@link UserError} for an unknown or a repeated name. */
export function chooseClasses(
  who: string,
  known: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  if (wanted.length === 0) return known;
  for (const [i, name] of wanted.entries()) {
    if (!known.includes(name)) {
      const guess = nearest(name, known);
      const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
      throw new UserError(`${who}: unknown class "${name}"`, `${hint}known: ${known.join(", ")}`);
    }
    if (wanted.indexOf(name) !== i) throw new UserError(`${who}: class "${name}" is named twice`);
  }
  return wanted;
}
