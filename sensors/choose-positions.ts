/** @file Some of the places on the body where sensors were worn. */
import { nearest, UserError } from "#core/errors";

/** `wanted`, where each of them is known. Throws a {@link UserError} for none, and for an unknown one with a guess. */
export function choosePositions<Position extends string>(
  who: string,
  known: readonly Position[],
  wanted: readonly string[],
): readonly Position[] {
  if (wanted.length === 0)
    throw new UserError(`${who}: name at least one position`, `known: ${known.join(", ")}`);
  return wanted.map((name) => {
    const found = known.find((position) => position === name);
    if (found !== undefined) return found;
    const guess = nearest(name, known);
    const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
    throw new UserError(`${who}: unknown position "${name}"`, `${hint}known: ${known.join(", ")}`);
  });
}
