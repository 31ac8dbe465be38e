/** @file The ranges of a float graph's activations, by a range method over calibration windows. */
import { lookup } from "#core/registry";
import type { Graph } from "#graph/graph";
import { type CalibrationOptions, calibrate } from "./calibrate.ts";
import { quantizedValues } from "./plan.ts";
import type { Range, RangeMethod } from "./range.ts";
import * as rangeMethods from "./ranges/entries.ts";

export interface RangeContext extends Omit<CalibrationOptions<unknown>, "observer"> {
  /** Name of a range method. */
  readonly ranges: string;
}

/** By value name, for every value that would be quantized; and how many windows were seen. */
export async function calibratedRanges(
  graph: Graph,
  { ranges, ...context }: RangeContext,
): Promise<{ readonly ranges: ReadonlyMap<string, Range>; readonly windows: number }> {
  const method = lookup<RangeMethod>("range method", rangeMethods, ranges);
  const names = [...quantizedValues(graph)].map(({ name }) => name);
  const { seen, windows } = await calibrate(graph, names, {
    ...context,
    observer: method.observer,
  });
  const chosen = [...seen].map(([name, observed]) => [name, method.choose(observed)] as const);
  return { ranges: new Map(chosen), windows };
}
