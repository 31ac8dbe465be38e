/** @file `--seed` and `--seeds`. */
import { UserError } from "#core/errors";
import { wholeNumber } from "./whole-number.ts";

/** `--seed 7` → [7], `--seeds 3` → [1, 2, 3]; neither: `undefined`. */
export function seedsOf(
  seed: string | undefined,
  seeds: string | undefined,
): readonly number[] | undefined {
  if (seed !== undefined && seeds !== undefined)
    throw new UserError(
      "--seed and --seeds exclude each other",
      "--seed 7 is one training with seed 7; --seeds 7 is seven trainings",
    );
  if (seed !== undefined) return [wholeNumber("--seed", seed, 0)];
  if (seeds === undefined) return undefined;
  return Array.from({ length: wholeNumber("--seeds", seeds, 1) }, (_, i) => i + 1);
}
