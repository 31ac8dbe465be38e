/** @file Classic models as teachers: fitted to the training windows, then part of what is recorded, like any file. */
import { mapValues } from "#core/map-values";
import { defineFitted, type FittedEntry, type FittedTask, type Network } from "#core/network";
import { Random } from "#core/random";
import type { Registry } from "#core/registry";
import { decodeModel } from "#graph/protobuf";
import { denormalizeWindows } from "#sensors/normalize";
import { fileDefaults } from "#teachers/files/file-options";
import { networkOfGraph } from "#teachers/files/network-of-graph";
import type { Baseline } from "./baseline.ts";
import * as baselines from "./entries.ts";
import { exportBaseline } from "./export-baseline.ts";
import { fitBaseline } from "./fit-baseline.ts";

/** Every classic model as a teacher of that name. */
export const classicTeachers: Readonly<Record<string, FittedEntry>> = mapValues(
  baselines as unknown as Registry<Baseline>,
  classicTeacher,
);

/**
 * Features of all its modalities, side by side, and the model on top; what its options leave open is chosen as
 * `fitBaseline` chooses. Its logits are sharpened as those of the baseline; its one tap is `features` [batch, feature].
 */
function classicTeacher(baseline: Baseline): FittedEntry {
  const { name, summary, source, options: defaults } = baseline;
  return defineFitted({
    name,
    summary: `${summary}, on features of the windows`,
    source,
    modalities: "any",
    options: defaults,
    async fit(task, options) {
      const inputs = task.inputs.map(({ modality }) => modality);
      const [train, validation] = inPhysicalUnits(task);
      const random = new Random(task.seed);
      const fitted = fitBaseline(baseline, train, validation, { inputs, options, random });
      const network = await asNetwork(exportBaseline(fitted, train).bytes, task, name);
      return { ...network, learnt: fitted.model.parameters };
    },
  });
}

function inPhysicalUnits({ train, validation, normalization }: FittedTask) {
  if (!normalization) return [train, validation] as const;
  const restored = validation && denormalizeWindows(validation, normalization);
  return [denormalizeWindows(train, normalization), restored] as const;
}

function asNetwork(bytes: Uint8Array, task: FittedTask, name: string): Promise<Network> {
  return networkOfGraph(decodeModel(bytes), task, {
    ...fileDefaults,
    path: name,
    normalization: "none",
    taps: { features: "features" },
  });
}
