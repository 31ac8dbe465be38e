/** @file Windows that a configuration describes: training people calibrate, validation people choose, test people measure. */
import { windowFeeds } from "#benchmarks/feeds";
import type { SampleModel, SampleSets, Samples } from "#benchmarks/samples";
import type { WindowSet } from "#core/signal";
import { loadConfig } from "#src/pipeline/load-config";
import { prepareData } from "#src/pipeline/prepare-data";
import { knownEntries } from "#src/pipeline/registries";
import { inClassesOf } from "./in-classes-of.ts";

export async function configSamples(file: string, model: SampleModel): Promise<SampleSets> {
  const { raw } = await prepareData(await loadConfig(file, knownEntries));
  return {
    calibration: samplesOf(raw.train, model),
    validation: raw.validation && samplesOf(raw.validation, model),
    trial: samplesOf(raw.test, model),
  };
}

function samplesOf(windows: WindowSet, { inputs, classes }: SampleModel): Samples {
  const { labels } = inClassesOf(windows, classes);
  const feeds = windowFeeds(inputs, windows, 0, windows.size);
  const arrays = Object.entries(feeds).map(
    ([name, { data }]) => [name, data as Float32Array] as const,
  );
  return { inputs: Object.fromEntries(arrays), count: windows.size, labels };
}
