/** @file Values separated by commas. */
import { UserError } from "#core/errors";
import { wholeNumber } from "./whole-number.ts";

/** Each once. Throws a {@link UserError} for one that stands there twice. */
export function listOf(flag: string, text: string): string[] {
  const values = text.split(",").map((each) => each.trim());
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice === undefined) return values;
  throw new UserError(`${flag}: "${twice}" stands there twice`, "name each once");
}

export function wholeNumbersOf(flag: string, text: string, least: number): number[] {
  return listOf(flag, text).map((each) => wholeNumber(flag, each, least));
}
