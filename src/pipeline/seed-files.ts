/** @file The files of one seed by the names they have in measurements. */
import { baselineTitle, nameOf, type SeedOutcome } from "./collect-result.ts";
import type { ModelFile } from "./files-stage.ts";

/** All of them. */
export function filesOf(outcome: SeedOutcome): Record<string, ModelFile> {
  const classic = outcome.baselines.map(({ name, file }) => [baselineTitle(name), file]);
  return { ...networkFiles(outcome), ...Object.fromEntries(classic) };
}

/** The name of the file that an application takes. */
export function shippedName({ models, pruned, quantized }: Networks): string {
  if (quantized) return "quantized";
  return pruned ? "pruned" : nameOf(models.at(-1)!.model);
}

/** Those of networks that fit. */
export function studentFiles({ models, ...made }: Networks): Record<string, ModelFile> {
  return networkFiles({
    ...made,
    models: models.filter(({ model: { kind } }) => kind !== "teacher"),
  });
}

type Networks = Pick<SeedOutcome, "models" | "pruned" | "quantized">;

function networkFiles({ models, pruned, quantized }: Networks): Record<string, ModelFile> {
  const trained = models.map(({ model, file }) => [nameOf(model), file]);
  return {
    ...Object.fromEntries(trained),
    ...(pruned && { pruned }),
    ...(quantized && { quantized }),
  };
}
