/** @file Quantities with their units, as typed: "16kB", "1 ms", "0.5M". */
import { UserError } from "#core/errors";

export interface UnitTable {
  /** What a unit is worth; "" where none is written. */
  readonly [unit: string]: number;
}

/** In bytes; decimal, as on a data sheet. */
export const byteUnits: UnitTable = { "": 1, B: 1, kB: 1e3, KB: 1e3, MB: 1e6 };
/** In µs. A time without a unit would be a guess. */
export const timeUnits: UnitTable = { us: 1, µs: 1, ms: 1e3, s: 1e6 };
export const secondUnits: UnitTable = { "": 1, s: 1, ms: 1e-3 };
export const countUnits: UnitTable = { "": 1, k: 1e3, M: 1e6, G: 1e9 };

/** Above 0. Throws a {@link UserError} that names the flag and the units. */
export function quantity(flag: string, text: string, units: UnitTable): number {
  const { number, unit = "" } =
    /^(?<number>\d+(?:\.\d+)?) *(?<unit>\D*)$/.exec(text.trim())?.groups ?? {};
  const worth = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const value = Number(number) * (worth ?? Number.NaN);
  if (value > 0) return value;
  const known = Object.keys(units).filter((each) => each !== "");
  const withUnit = known.length > 0 ? " with a unit" : "";
  throw new UserError(
    `${flag}: expected a number above 0${withUnit}; got "${text}"`,
    known.length > 0 ? `units: ${known.join(", ")}` : `for example ${flag} 1.5`,
  );
}
