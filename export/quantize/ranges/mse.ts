import { type FilledBins, Histogram } from "#export/quantize/histogram";
import { activationParams } from "#export/quantize/params";
import { defineRange, leastError, type Range, type RangeMethod } from "#export/quantize/range";

/** The least mean squared error of rounding and clipping together. */
export const mse: RangeMethod<Histogram> = defineRange({
  name: "mse",
  summary: "least squared error of rounding and clipping",
  source: "Nagel et al. 2021, arXiv:2106.08295, §3.1",
  observer: Histogram,
  choose(seen) {
    const bins = seen.filledBins();
    return leastError(seen, (range) => squaredError(bins, range));
  },
});

function squaredError({ values, counts }: FilledBins, range: Range): number {
  const { scale, zeroPoint } = activationParams(range);
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    const step = Math.min(255, Math.max(0, Math.round(values[i]! / scale) + zeroPoint));
    error += counts[i]! * (values[i]! - (step - zeroPoint) * scale) ** 2;
  }
  return error;
}
