import type { Histogram } from "#export/quantize/histogram";
import { activationParams } from "#export/quantize/params";
import { defineRange, leastError, type Range, type RangeMethod } from "#export/quantize/range";

/** The least Kullback–Leibler divergence from the values that were seen to those that 256 steps can tell apart. */
export const entropy: RangeMethod = defineRange({
  name: "entropy",
  summary: "least divergence of the distribution",
  source: "Migacz 2017, 8-bit Inference with TensorRT, GTC",
  choose: (seen) => leastError(seen, (range) => divergence(seen, range)),
});

/**
 * KL(P ‖ Q): P are the bins, clipped ones counted at the last that are not empty; Q spreads each step's count, without what was clipped,
 * evenly over its bins that are not empty. Zero, half of all values behind a ReLU, is exact in any range: left out.
 */
function divergence(seen: Histogram, range: Range): number {
  const { scale, zeroPoint } = activationParams(range);
  const inside = new Float64Array(256);
  const bins = new Float64Array(256);
  const clipped = [0, 0];
  const stepOf = (value: number) => Math.round(value / scale) + zeroPoint;
  let [kept, total] = [0, 0];
  const visit: Histogram["forEach"] = (each) =>
    seen.forEach((value, count) => {
      if (Math.abs(value) > seen.binWidth) each(value, count);
    });
  visit((value, count) => {
    total += count;
    const step = stepOf(value);
    if (step < 0 || step > 255) {
      clipped[step < 0 ? 0 : 1]! += count;
      return;
    }
    inside[step]! += count;
    bins[step]!++;
    kept += count;
  });
  if (kept === 0) return total === 0 ? 0 : Number.POSITIVE_INFINITY;
  const [bottom, top] = [inside.findIndex(isFull), inside.findLastIndex(isFull)];
  let sum = 0;
  visit((value, count) => {
    const step = stepOf(value);
    if (step < 0 || step > 255) return;
    const ends = (step === bottom ? clipped[0]! : 0) + (step === top ? clipped[1]! : 0);
    const p = (count + ends / bins[step]!) / total;
    const q = inside[step]! / bins[step]! / kept;
    sum += p * Math.log(p / q);
  });
  return sum;
}

const isFull = (count: number) => count > 0;
