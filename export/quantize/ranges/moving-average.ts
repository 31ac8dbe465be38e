import { Extremes } from "#export/quantize/extremes";
import { defineRange, type RangeMethod } from "#export/quantize/range";

/** The extremes of each calibration batch, averaged: a rare outlier moves them little. */
export const movingAverage: RangeMethod<Extremes> = defineRange({
  name: "moving-average",
  summary: "extremes of each batch, averaged exponentially",
  source: "Jacob et al. 2018, arXiv:1712.05877, §3.1",
  observer: Extremes,
  choose: ({ averageLow: low, averageHigh: high }) => ({ low, high }),
});
