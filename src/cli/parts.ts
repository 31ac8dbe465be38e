/** @file `--part`. */
import { UserError } from "#core/errors";
import type { Part } from "#src/pipeline/comparison";

export const partArgument = {
  type: "string",
  default: "validation",
  description: "whom to measure on: validation to choose, test once at the end",
} as const;

const parts: readonly Part[] = ["validation", "test"];

export function partNamed(text: string): Part {
  const part = parts.find((each) => each === text);
  if (part) return part;
  throw new UserError(`--part: expected ${parts.join(" or ")}; got "${text}"`);
}
