/** @file One factor per channel, one constant per channel, other channels: what several augmentations come down to. */
import type { Window } from "./augmentation.ts";

/** One number per channel. */
export function drawEach({ channels }: Window, draw: () => number): Float32Array {
  const drawn = new Float32Array(channels.length);
  for (let c = 0; c < drawn.length; c++) drawn[c] = draw();
  return drawn;
}

/** x′[t, c] = factors[c] · x[t, c]. */
export function scaleChannels({ data }: Window, factors: Float32Array, out: Float32Array): void {
  const width = factors.length;
  for (let c = 0; c < width; c++) mapColumn(data, c, width, out, c, width, factors[c]!, 0);
}

/** x′[t, c] = x[t, c] + offsets[c]. */
export function shiftChannels({ data }: Window, offsets: Float32Array, out: Float32Array): void {
  const width = offsets.length;
  for (let c = 0; c < width; c++) mapColumn(data, c, width, out, c, width, 1, offsets[c]!);
}

/** x′[t, c] = x[t, sources[c]] · signs[c]. */
export function pickChannels(
  { data, channels }: Window,
  sources: Int32Array,
  signs: Float32Array | undefined,
  out: Float32Array,
): void {
  const width = channels.length;
  for (let c = 0; c < width; c++)
    mapColumn(data, sources[c]!, width, out, c, width, signs?.[c] ?? 1, 0);
}

/** From this many channels on, a row is better copied as a whole. */
const wide = 16;

/** x′[t, c] = x[T−1−t, c]. */
export function reverseRows({ data, channels }: Window, out: Float32Array): void {
  const width = channels.length;
  const last = out.length - width;
  if (width < wide)
    for (let c = 0; c < width; c++) mapColumn(data, last + c, -width, out, c, width, 1, 0);
  else for (let o = 0; o <= last; o += width) out.set(data.subarray(last - o, last - o + width), o);
}

/** x′ = −x. */
export function negate({ data }: Window, out: Float32Array): void {
  let i = 0;
  for (; i < out.length - 3; i += 4) {
    out[i] = -data[i]!;
    out[i + 1] = -data[i + 1]!;
    out[i + 2] = -data[i + 2]!;
    out[i + 3] = -data[i + 3]!;
  }
  for (; i < out.length; i++) out[i] = -data[i]!;
}

/**
 * out[o, o + stride, …] = factor · data[i, i + step, …] + offset, to the end of `out`. Four at a time: the loop costs
 * more than its arithmetic.
 */
function mapColumn(
  data: Float32Array,
  i: number,
  step: number,
  out: Float32Array,
  o: number,
  stride: number,
  factor: number,
  offset: number,
): void {
  const [step2, step3, step4] = [2 * step, 3 * step, 4 * step];
  const [stride2, stride3, stride4] = [2 * stride, 3 * stride, 4 * stride];
  const end = out.length;
  let from = i;
  let to = o;
  for (; to < end - stride3; to += stride4, from += step4) {
    out[to] = data[from]! * factor + offset;
    out[to + stride] = data[from + step]! * factor + offset;
    out[to + stride2] = data[from + step2]! * factor + offset;
    out[to + stride3] = data[from + step3]! * factor + offset;
  }
  for (; to < end; to += stride, from += step) out[to] = data[from]! * factor + offset;
}
