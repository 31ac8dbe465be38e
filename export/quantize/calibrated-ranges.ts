/** @file The ranges of a float graph's activations, by a range method over calibration windows. */
import { lookup } from "#core/registry";
import type { Graph } from "#graph/graph";
import type { CreateSession } from "#runtime/session";
import { type CalibrationFeeds, calibrate } from "./calibrate.ts";
import { quantizedValues } from "./plan.ts";
import type { Range, RangeMethod } from "./range.ts";
import * as rangeMethods from "./ranges/entries.ts";

export interface RangeContext {
  readonly calibration: CalibrationFeeds;
  readonly createSession: CreateSession;
  /** Name of a range method. */
  readonly ranges: string;
}

/** By value name, for every value that would be quantized; and how many windows were seen. */
export async function calibratedRanges(
  graph: Graph,
  { calibration, createSession, ranges }: RangeContext,
): Promise<{ readonly ranges: ReadonlyMap<string, Range>; readonly windows: number }> {
  const method = lookup<RangeMethod>("range method", rangeMethods, ranges);
  const names = [...quantizedValues(graph)].map(({ name }) => name);
  const { histograms, windows } = await calibrate(graph, names, calibration, createSession);
  return {
    ranges: new Map([...histograms].map(([name, seen]) => [name, method.choose(seen)])),
    windows,
  };
}
