import { Histogram } from "#export/quantize/histogram";
import { defineRange, type RangeMethod } from "#export/quantize/range";

const tail = 1e-4;

/** All but the 0.01 % of values at either end. */
export const percentile: RangeMethod<Histogram> = defineRange({
  name: "percentile",
  summary: "all but the 0.01 % of values at either end",
  source: "Wu et al. 2020, arXiv:2004.09602, §4.2",
  observer: Histogram,
  choose(seen) {
    const cut = seen.total * tail;
    let [low, high] = [0, 0];
    let below = 0;
    const { values, counts } = seen.filledBins();
    for (const [i, value] of values.entries()) {
      if (below <= cut) low = value;
      if (below <= seen.total - cut) high = value;
      below += counts[i]!;
    }
    return {
      low: Math.max(Math.min(low, 0), seen.low),
      high: Math.min(Math.max(high, 0), seen.high),
    };
  },
});
