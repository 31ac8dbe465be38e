/**
 * @file Latency over several processes: where V8 puts the code of a process, and when it compiles it well, decides up to
 * half of a time in WebAssembly, for as long as that process lives.
 */
import type { Candidate } from "#benchmarks/candidate";
import type { Windows } from "#benchmarks/feeds";
import { benchDefaults } from "#benchmarks/harness/bench-files";
import { measureSeries } from "#benchmarks/harness/measure-series";
import type { Host } from "#benchmarks/harness/target";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { decodeModel } from "#graph/protobuf";
import type { TensorInfo } from "#runtime/session";
import { distinctFeeds } from "./distinct-feeds.ts";

/** The middle one of the medians of processes, in µs; of the file, and of an empty graph beside it. */
export interface ProcessLatency {
  readonly name: string;
  readonly p50: number;
  readonly floor: number;
}

/** Where both runtimes run, every job in a process of its own. */
export interface Hosts {
  readonly cpu: Host;
  readonly wasm: Host;
}

export interface ProcessLatencyOptions {
  readonly processes: number;
  /** Real windows to feed, in raw units; seeded noise where absent. */
  readonly windows?: Windows | undefined;
}

/** Of files in turns of twelve runs, of which the last ten count, at batch 1, one thread. */
export async function processLatency(
  candidates: readonly Candidate[],
  host: Host,
  { processes, windows }: ProcessLatencyOptions,
): Promise<ProcessLatency[]> {
  const random = new Random(0);
  const subjects = candidates.map(({ name, bytes }) => {
    const feeds = distinctFeeds(inputsOf(bytes), windows, random);
    return { name, model: bytes, feeds, macs: null, windows: 1 };
  });
  const { floorSamples, files } = await measureSeries(host, subjects, {
    ...{ target: "", setting: host.settings[0]!, batch: 1 },
    ...{ repeats: processes, rounds: benchDefaults.rounds, random, onRepeat: () => {} },
  });
  const floor = median(floorSamples);
  return files.map(({ file, samples }) => ({
    ...{ name: file, floor },
    p50: median(samples.map(median)),
  }));
}

function inputsOf(bytes: Uint8Array): TensorInfo[] {
  return decodeModel(bytes).inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
}
