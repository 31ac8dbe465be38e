/** @file One factor per channel, one constant per channel: what several augmentations come down to. */
import type { Window } from "./augmentation.ts";

/** x′[t, c] = factors[c] · x[t, c]. */
export function scaleChannels({ data }: Window, factors: Float32Array, out: Float32Array): void {
  const width = factors.length;
  for (let o = 0; o < out.length; )
    for (let c = 0; c < width; c++, o++) out[o] = data[o]! * factors[c]!;
}

/** x′[t, c] = x[t, c] + offsets[c]. */
export function shiftChannels({ data }: Window, offsets: Float32Array, out: Float32Array): void {
  const width = offsets.length;
  for (let o = 0; o < out.length; )
    for (let c = 0; c < width; c++, o++) out[o] = data[o]! + offsets[c]!;
}

/** x′[t, c] = x[t, sources[c]] · signs[c]. */
export function pickChannels(
  { data, channels }: Window,
  sources: Int32Array,
  signs: Float32Array | undefined,
  out: Float32Array,
): void {
  const width = channels.length;
  for (let row = 0; row < out.length; row += width)
    for (let c = 0; c < width; c++)
      out[row + c] = data[row + sources[c]!]! * (signs === undefined ? 1 : signs[c]!);
}
