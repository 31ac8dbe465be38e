/** @file Windows that a network of the registry can read. */
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
