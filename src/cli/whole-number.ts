/** @file The number after a flag. */
import { UserError } from "#core/errors";

export function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && text.trim() !== "") return value;
  throw new UserError(
    `${flag}: expected a whole number, at least ${least}; got "${text}"`,
    `for example ${flag} 5`,
  );
}
