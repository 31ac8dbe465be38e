import { type FilledBins, Histogram } from "#export/quantize/histogram";
import { activationParams } from "#export/quantize/params";
import { defineRange, leastError, type Range, type RangeMethod } from "#export/quantize/range";

/** The least Kullback–Leibler divergence from the values that were seen to those that 256 steps can tell apart. */
export const entropy: RangeMethod<Histogram> = defineRange({
  name: "entropy",
  summary: "least divergence of the distribution",
  source: "Migacz 2017, 8-bit Inference with TensorRT, GTC",
  observer: Histogram,
  choose(seen) {
    const bins = summed(withoutZero(seen));
    return leastError(seen, (range) => divergence(bins, range));
  },
});

/** Zero, half of all values behind a ReLU, is exact in any range. */
function withoutZero(seen: Histogram): FilledBins {
  const { values, counts } = seen.filledBins();
  const isFar = (_: number, i: number) => Math.abs(values[i]!) > seen.binWidth;
  return { values: values.filter(isFar), counts: counts.filter(isFar) };
}

/** With sums over all bins before each, so that those of a run of bins are differences. */
interface SummedBins extends FilledBins {
  readonly counted: Float64Array;
  /** Of c·log c, c a bin's count. */
  readonly logs: Float64Array;
}

function summed(bins: FilledBins): SummedBins {
  const logs = bins.counts.map((count) => count * Math.log(count));
  return { ...bins, counted: sumsBefore(bins.counts), logs: sumsBefore(logs) };
}

function sumsBefore(numbers: Float64Array): Float64Array {
  const sums = new Float64Array(numbers.length + 1);
  for (let i = 0; i < numbers.length; i++) sums[i + 1] = sums[i]! + numbers[i]!;
  return sums;
}

/**
 * KL(P ‖ Q): P are the bins, clipped ones counted at the last that are not empty; Q spreads each step's count, without
 * what was clipped, evenly over its bins that are not empty.
 */
function divergence({ values, counts, counted, logs }: SummedBins, range: Range): number {
  const { scale, zeroPoint } = activationParams(range);
  const stepOf = (i: number) => Math.round(values[i]! / scale) + zeroPoint;
  let [first, end] = [0, values.length];
  while (first < end && stepOf(first) < 0) first++;
  while (end > first && stepOf(end - 1) > 255) end--;
  const total = counted.at(-1)!;
  if (first === end) return total === 0 ? 0 : Number.POSITIVE_INFINITY;
  const [below, above] = [counted[first]!, total - counted[end]!];
  const kept = total - below - above;
  let sum = 0;
  for (let [from, to] = [first, first]; from < end; from = to) {
    const step = stepOf(from);
    while (to < end && stepOf(to) === step) to++; // bins [from, to) are one step
    const count = counted[to]! - counted[from]!;
    const q = count / (to - from) / kept;
    const ends = (from === first ? below : 0) + (to === end ? above : 0);
    if (ends === 0) {
      sum += (logs[to]! - logs[from]! - count * Math.log(total * q)) / total; // Σ p·log(p/q), p = c/total
      continue;
    }
    for (let i = from; i < to; i++) {
      const p = (counts[i]! + ends / (to - from)) / total;
      sum += p * Math.log(p / q);
    }
  }
  return sum;
}
