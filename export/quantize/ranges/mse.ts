import type { Histogram } from "#export/quantize/histogram";
import { activationParams } from "#export/quantize/params";
import { defineRange, leastError, type Range, type RangeMethod } from "#export/quantize/range";

/** The least mean squared error of rounding and clipping together. */
export const mse: RangeMethod = defineRange({
  name: "mse",
  summary: "least squared error of rounding and clipping",
  source: "Nagel et al. 2021, arXiv:2106.08295, §3.1",
  choose: (seen) => leastError(seen, (range) => squaredError(seen, range)),
});

function squaredError(seen: Histogram, range: Range): number {
  const { scale, zeroPoint } = activationParams(range);
  let error = 0;
  seen.forEach((value, count) => {
    const step = Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
    error += count * (value - (step - zeroPoint) * scale) ** 2;
  });
  return error;
}
