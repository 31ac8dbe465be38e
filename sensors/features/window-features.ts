/** @file Windows → some sixty figures each (of one three-axis sensor), in one pass over the samples. */
import { UserError } from "#core/errors";
import type { WindowedSignal } from "#core/signal";
import { PairSummary } from "./pair-summary.ts";
import { featuresFor, type StreamFeature } from "./stream-features.ts";
import { StreamSummary } from "./stream-summary.ts";
import { norm, type Streams, streamsOf } from "./streams.ts";

export interface FeatureTable {
  /** "acc.x sd", "acc.norm turns", "acc.x acc.y correlation". */
  readonly names: readonly string[];
  /** `[window, feature]`. */
  readonly data: Float32Array;
}

/** Features of every window: each feature of all streams, then the correlations of the axes. */
export function windowFeatures({ data, length, channels }: WindowedSignal): FeatureTable {
  if (length < 2)
    throw new UserError(`features: a window needs at least 2 steps, received ${length}`);
  const streams = streamsOf(channels);
  const names = featureNames(streams, length);
  const width = length * channels.length;
  const table = new Float32Array((data.length / width) * names.length);
  for (let row = 0; row * width < data.length; row++) {
    const window = data.subarray(row * width, (row + 1) * width);
    table.set(featuresOf(window, channels.length, length, streams), row * names.length);
  }
  return { names, data: table };
}

function featureNames({ names, pairs }: Streams, length: number): string[] {
  return [
    ...featuresFor(length).flatMap((feature) => names.map((stream) => `${stream} ${feature.name}`)),
    ...pairs.map(([a, b]) => `${names[a]} ${names[b]} correlation`),
  ];
}

/** @param window `[length, channels]`. */
function featuresOf(
  window: Float32Array,
  channels: number,
  length: number,
  { names, triples, pairs }: Streams,
): number[] {
  const summaries = names.map(() => new StreamSummary(length));
  const correlations = pairs.map(([a, b]) => new PairSummary(summaries[a]!, summaries[b]!));
  for (let at = 0; at < window.length; at += channels) {
    for (let c = 0; c < channels; c++) summaries[c]!.push(window[at + c]!);
    triples.forEach(({ places: [x, y, z] }, i) => {
      const size = norm(window[at + x]!, window[at + y]!, window[at + z]!);
      summaries[channels + i]!.push(size);
    });
    pairs.forEach(([a, b], i) => {
      correlations[i]!.push(window[at + a]!, window[at + b]!);
    });
  }
  const each = ({ of }: StreamFeature) => summaries.map(of);
  return [
    ...featuresFor(length).flatMap(each),
    ...correlations.map(({ correlation }) => correlation),
  ];
}
