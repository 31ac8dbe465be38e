/** @file Entries (methods, networks, data sets, …) looked up by the name they declare. */
import { nearest, UserError } from "#core/errors";

/** Anything that is listed once and found by name. */
export interface Entry {
  /** The file's name, in kebab-case. */
  readonly name: string;
  /** Where it comes from: paper and equation, or "wristill". */
  readonly source: string;
  /** One line for `wristill list`. */
  readonly summary: string;
}

/** A module whose named exports are entries: `import * as methods from "#distill/methods"`. */
export type Registry<T extends Entry> = Readonly<Record<string, T>>;

/** The entry of that name. Throws a {@link UserError} that lists the known names and guesses the nearest. */
export function lookup<T extends Entry>(kind: string, registry: Registry<T>, name: string): T {
  const entries = Object.values(registry);
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  const names = entries.map((entry) => entry.name).sort();
  const guess = nearest(name, names);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(`unknown ${kind} "${name}"`, `${hint}known: ${names.join(", ")}`);
}
