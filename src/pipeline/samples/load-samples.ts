/** @file Which kind of file a person's windows lie in. */
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { SampleModel, SampleSets, Samples } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import { npySamples, npzSamples } from "./array-samples.ts";
import { tableSamples } from "./table-samples.ts";

/** `.npy`, `.npz`, a folder of CSV files, or a configuration or run, which alone load what reads data sets. */
export async function loadSamples(place: string, model: SampleModel): Promise<SampleSets> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new UserError(`no windows at ${place}`, kinds);
  if (found.isDirectory()) return folderSamples(place, model);
  switch (extname(place).toLowerCase()) {
    case ".npy":
      return everything(await npySamples(place, model));
    case ".npz":
      return everything(await npzSamples(place, model));
    case ".yaml":
    case ".yml":
      return described(place, model);
    default:
      throw new UserError(`${place}: not a kind of file that holds windows`, kinds);
  }
}

/** A finished run knows its data; other folders hold tables. */
async function folderSamples(folder: string, model: SampleModel): Promise<SampleSets> {
  const config = join(folder, "config.resolved.yaml");
  if (await stat(config).catch(() => undefined)) return described(config, model);
  return everything(await tableSamples(folder, model));
}

async function described(file: string, model: SampleModel): Promise<SampleSets> {
  const { configSamples } = await import("./config-samples.ts");
  return configSamples(file, model);
}

const kinds =
  "pass an .npy array of windows, an .npz with one array per model input (and `labels`), a folder of CSV files with one window each, a wristill configuration, or the folder of a run";

function everything(samples: Samples): SampleSets {
  return { calibration: samples, validation: samples, trial: samples };
}
