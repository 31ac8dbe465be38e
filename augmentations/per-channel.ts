/** @file One factor per channel, one constant per channel, other channels: what several augmentations come down to. */
import type { Window } from "./augmentation.ts";
import { scratch } from "./scratch.ts";

/** One number per channel. */
export function drawEach({ channels }: Window, draw: () => number): Float32Array {
  const drawn = new Float32Array(channels.length);
  for (let c = 0; c < drawn.length; c++) drawn[c] = draw();
  return drawn;
}

/** What becomes of each channel; by default it stays itself, times 1, plus 0. */
interface ChannelMap {
  readonly sources?: Int32Array;
  readonly factors?: Float32Array;
  readonly offsets?: Float32Array;
}

/** Numbers in a block of rows: it fits the processor's first cache, beside as many to write. */
const blockSize = 4096;

/** x′[t, c] = factors[c] · x[t, sources[c]] + offsets[c]. */
export function mapChannels(
  { data, channels }: Window,
  { sources, factors, offsets }: ChannelMap,
  out: Float32Array,
): void {
  const width = channels.length;
  const block = (Math.max(1, blockSize / width) | 0) * width;
  for (let at = 0; at < out.length; at += block) {
    const end = Math.min(at + block, out.length);
    for (let c = 0; c < width; c++) {
      const from = at + (sources?.[c] ?? c);
      mapColumn(data, from, width, out, at + c, end, width, factors?.[c] ?? 1, offsets?.[c] ?? 0);
    }
  }
}

const tileOf = scratch((size) => new Float32Array(size));

/**
 * x′[t, c] = factors[c] · x[t, c], four rows at a time and number after number: of 64 channels 1.6 times as fast as
 * {@link mapChannels}, of six 1.1 times.
 */
export function scaleChannels({ data }: Window, factors: Float32Array, out: Float32Array): void {
  const width = factors.length;
  const tile = tileOf(4 * width);
  for (let i = 0; i < tile.length; i++) tile[i] = factors[i % width]!;
  for (let at = 0; at < out.length; at += tile.length) {
    const end = Math.min(tile.length, out.length - at);
    let i = 0;
    for (; i < end - 3; i += 4) {
      const o = at + i;
      out[o] = data[o]! * tile[i]! + 0; // no −0 where a channel is lost
      out[o + 1] = data[o + 1]! * tile[i + 1]! + 0;
      out[o + 2] = data[o + 2]! * tile[i + 2]! + 0;
      out[o + 3] = data[o + 3]! * tile[i + 3]! + 0;
    }
    for (; i < end; i++) out[at + i] = data[at + i]! * tile[i]! + 0;
  }
}

/** From this many channels on, a row is better copied as a whole. */
const wide = 16;

/** x′[t, c] = x[T−1−t, c]. */
export function reverseRows({ data, channels }: Window, out: Float32Array): void {
  const width = channels.length;
  const last = out.length - width;
  if (width < wide)
    for (let c = 0; c < width; c++)
      mapColumn(data, last + c, -width, out, c, out.length, width, 1, 0);
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
 * out[o, o + stride, … end) = factor · data[i, i + step, …] + offset. Four at a time: the loop costs more than its
 * arithmetic.
 */
function mapColumn(
  data: Float32Array,
  i: number,
  step: number,
  out: Float32Array,
  o: number,
  end: number,
  stride: number,
  factor: number,
  offset: number,
): void {
  const [step2, step3, step4] = [2 * step, 3 * step, 4 * step];
  const [stride2, stride3, stride4] = [2 * stride, 3 * stride, 4 * stride];
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
