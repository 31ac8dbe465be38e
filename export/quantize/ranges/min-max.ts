import { Extremes } from "#export/quantize/extremes";
import { defineRange, type RangeMethod } from "#export/quantize/range";

/** Everything that was seen: nothing is clipped, and one outlier widens every step. */
export const minMax: RangeMethod<Extremes> = defineRange({
  name: "min-max",
  summary: "everything that was seen",
  source: "Jacob et al. 2018, arXiv:1712.05877, §2.1",
  observer: Extremes,
  choose: ({ low, high }) => ({ low, high }),
});
