/** @file How accuracy fares when the sensor is not what it was in training. */
import type { Candidate } from "#benchmarks/candidate";
import {
  type Disturbance,
  type DisturbanceContext,
  suits,
} from "#benchmarks/disturbances/disturbance";
import * as entries from "#benchmarks/disturbances/entries";
import type { OnProgress } from "#core/progress";
import type { WindowSet } from "#core/signal";
import { selectWindows } from "#sensors/split";
import { measureAccuracy } from "./accuracy.ts";

export interface RobustnessOptions extends DisturbanceContext {
  /** At most so many, spread evenly over the set. */
  readonly windows: number;
  readonly onProgress?: OnProgress | undefined;
}

export interface Robustness {
  /** Windows that every figure is a share of. */
  readonly windows: number;
  readonly disturbances: readonly RobustnessFigures[];
}

/** Under one disturbance. */
export interface RobustnessFigures
  extends Pick<Disturbance, "name" | "title" | "summary" | "axis" | "strengths"> {
  /** By candidate, one per strength. */
  readonly accuracy: Readonly<Record<string, readonly number[]>>;
}

/** All candidates see the same disturbed windows. `windows`: labelled, in physical units. */
export async function measureRobustness(
  candidates: readonly Candidate[],
  windows: WindowSet,
  { windows: most, random, onProgress, ...context }: RobustnessOptions,
): Promise<Robustness> {
  const some = spread(windows, most);
  const measured: RobustnessFigures[] = [];
  const disturbances = Object.values(entries).filter((each) => suits(each, some));
  const total = disturbances.reduce((sum, { strengths }) => sum + strengths.length, 0);
  let done = 0;
  for (const { name, title, summary, axis, strengths, disturb } of disturbances) {
    const accuracy = Object.fromEntries(candidates.map((each) => [each.name, [] as number[]]));
    for (const [i, strength] of strengths.entries()) {
      const chance = { ...context, random: random.fork(name) }; // the same draws, ever stronger
      const disturbed = i === 0 ? some : disturb(some, strength, chance);
      for (const candidate of candidates)
        accuracy[candidate.name]!.push((await measureAccuracy(candidate, disturbed)).accuracy);
      onProgress?.({ task: "robustness", done: ++done, total });
    }
    measured.push({ name, title, summary, axis, strengths, accuracy });
  }
  return { windows: some.size, disturbances: measured };
}

function spread(windows: WindowSet, most: number): WindowSet {
  const size = Math.min(most, windows.size);
  const rows = Int32Array.from({ length: size }, (_, i) => Math.floor((i * windows.size) / size));
  return selectWindows(windows, rows);
}
