/** @file What a model is fed with while it is timed. */
import { noiseFeeds, type Windows, windowFeeds } from "#benchmarks/feeds";
import type { Random } from "#core/random";
import type { HostTensors, TensorInfo } from "#runtime/session";

const count = 16;

/** One window at a time, sixteen in turns; seeded noise where there are no windows. */
export function distinctFeeds(
  inputs: readonly TensorInfo[],
  windows: Windows | undefined,
  random: Random,
): HostTensors[] {
  return Array.from({ length: count }, (_, i) =>
    windows
      ? windowFeeds(inputs, windows, i % windows.size, 1)
      : noiseFeeds(inputs, random.fork("noise", i)),
  );
}
