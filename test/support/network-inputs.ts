/** @file Windows that a network of the registry can read, and options that keep it small. */
import type { AnyNetworkEntry, InputShape } from "#core/network";

/** As many modalities as the entry wants; short windows, since tf.js's CPU backend is slow. */
export function inputsFor(entry: AnyNetworkEntry, length = 16): InputShape[] {
  const fused = { modality: "skeleton", length, channels: 6 };
  const [first] = entry.modalities === "any" ? ["acc"] : entry.modalities;
  if (first === "eeg")
    return [{ modality: first, length: 6 * length, channels: 3, sampleRate: 50 }];
  const one = { modality: first!, length, channels: first === "skeleton" ? 60 : 3 };
  return entry.name === "fuse" ? [fused, one] : [one];
}

/** Sizes that tf.js's CPU backend trains in a moment. */
export const smallOptions: Readonly<Record<string, object>> = {
  "deep-conv-net": { filters: [4, 5, 6, 7] },
  fuse: { depth: 10, width: 1 },
  "resnet18-1d": { width: 4 },
  "shallow-conv-net": { filters: 6 },
  "skel-bilstm": { units: 5 },
  "skel-tcn": { depth: 10, width: 1 },
  stgcn: { filters: [4, 6] },
  tasked: { sensorWidth: 4, width: 8, heads: 2, blocks: 1 },
  transformer: { width: 8, heads: 2, blocks: 1, feedForward: 8 },
  wrn1d: { depth: 10, width: 1 },
};
