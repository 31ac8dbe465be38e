/** @file What distillation gained over the same student trained alone. */
import { pairedInterval } from "#core/stats";
import type { Gain, ModelResult } from "./result.ts";

/** Paired by seed; `null` where one of the two is missing or no seed was given to both. */
export function gain(models: readonly ModelResult[]): Gain | null {
  const accuracies = (kind: string) =>
    new Map(
      models
        .find((model) => model.kind === kind)
        ?.seeds.map(({ seed, accuracy }) => [seed, accuracy]),
    );
  const alone = accuracies("alone");
  const pairs = [...accuracies("distilled")].filter(([seed]) => alone.has(seed));
  if (pairs.length === 0) return null;
  const { n, mean, low, high } = pairedInterval(
    pairs.map(([, accuracy]) => accuracy),
    pairs.map(([seed]) => alone.get(seed)!),
  );
  return { n, mean, interval: n < 2 ? null : { low, high } };
}
