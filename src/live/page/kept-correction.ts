/** @file What a browser kept of an earlier training. */
import { UserError } from "#core/errors";
import { unpack } from "#core/pack";
import type { CompiledStep } from "#train/engine";
import { groupWeights } from "#train/open-step";
import type { Correction } from "./personal-session.ts";

const name = "what was learnt before";

/** Throws a {@link UserError} for what this page cannot have written. */
export function keptCorrection(text: string, { state }: Pick<CompiledStep, "state">): Correction {
  const { weights, scale } = unpack<Partial<Correction> | null>(text, name) ?? {};
  const wanted = groupWeights(state);
  const fits = (["parameters", "statistics"] as const).every((part) => {
    const own: unknown = weights?.[part];
    return (
      own instanceof Float32Array &&
      own.length === wanted[part].length &&
      own.every(Number.isFinite)
    );
  });
  if (weights && fits && Number.isFinite(scale)) return { weights, scale: scale! };
  throw new UserError(`${name} is not of this model`, "train again");
}
