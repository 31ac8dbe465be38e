/** @file A person's windows, for golden vectors and for the temperature. */
import { batchesOf, type SampleModel, type SampleSets } from "#benchmarks/samples";
import { sharpness } from "#classic/calibrate";
import type { ModelMetadata } from "#export/metadata";
import type { Session } from "#runtime/session";
import { loadSamples } from "#src/pipeline/samples/load-samples";

export interface AppSamples extends SampleSets {
  readonly model: SampleModel;
}

/** @param place As `loadSamples` takes it. */
export async function appSamples(
  place: string,
  { inputs }: Session,
  { labels }: ModelMetadata,
): Promise<AppSamples> {
  const model = { inputs, classes: labels };
  return { ...(await loadSamples(place, model)), model };
}

/**
 * What the logits are divided by so that their softmax can be believed (Guo et al. 2017, arXiv:1706.04599, §4.2);
 * `undefined` for windows without labels, and where all people train or test.
 */
export async function fitTemperature(
  session: Session,
  { validation, model }: AppSamples,
): Promise<number | undefined> {
  if (!validation?.labels) return undefined;
  const classes = model.classes!.length;
  const logits = new Float32Array(validation.count * classes);
  let at = 0;
  for (const feeds of batchesOf(validation, model)) {
    const found = (await session.run(feeds)).logits!.data as Float32Array;
    logits.set(found.subarray(0, logits.length - at), at); // a model with a fixed batch repeats its last window
    at += found.length;
  }
  return 1 / sharpness(logits, validation.labels, classes);
}
