/** @file Which kind of file a person's windows lie in. */
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import type { SampleModel, SampleSets, Samples } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import { npySamples, npzSamples } from "./array-samples.ts";
import { tableSamples } from "./table-samples.ts";

/** `.npy`, `.npz`, a folder of CSV files, or a configuration, which alone loads what reads data sets. */
export async function loadSamples(place: string, model: SampleModel): Promise<SampleSets> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new UserError(`no calibration data at ${place}`, kinds);
  if (found.isDirectory()) return both(await tableSamples(place, model));
  switch (extname(place).toLowerCase()) {
    case ".npy":
      return both(await npySamples(place, model));
    case ".npz":
      return both(await npzSamples(place, model));
    case ".yaml":
    case ".yml": {
      const { configSamples } = await import("./config-samples.ts");
      return configSamples(place, model);
    }
    default:
      throw new UserError(`${place}: not a kind of calibration data`, kinds);
  }
}

const kinds =
  "pass an .npy array of windows, an .npz with one array per model input (and `labels`), a folder of CSV files with one window each, or a wristill configuration";

function both(samples: Samples): SampleSets {
  return { calibration: samples, trial: samples };
}
