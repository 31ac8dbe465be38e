/** @file Sizes in a network's options, checked before tf.js sees them. */
import { UserError } from "#core/errors";

/** Throws a {@link UserError} unless all are whole numbers above 0, and as many as `length` says. */
export function requireCounts(
  network: string,
  options: Readonly<Record<string, number | readonly number[]>>,
  length?: number,
): void {
  for (const [name, value] of Object.entries(options)) {
    const values = [value].flat();
    const fits = length === undefined ? values.length > 0 : values.length === length;
    if (fits && values.every((count) => Number.isInteger(count) && count > 0)) continue;
    const wanted =
      length === undefined ? "whole numbers above 0" : `${length} of them, whole, above 0`;
    throw new UserError(
      `${network}: option ${name}: expected ${wanted}, got ${JSON.stringify(value)}`,
      `\`wristill list\` shows the defaults of ${network}`,
    );
  }
}
