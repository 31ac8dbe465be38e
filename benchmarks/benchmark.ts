/** @file The whole measurement of model files: bytes, accuracy, and latency on each target. */
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import type { Candidate } from "./candidate.ts";
import {
  type AccuracyMeasurement,
  type LabelledWindows,
  measureAccuracy,
} from "./measures/accuracy.ts";
import { type LatencyMeasurement, latencyDefaults, measureLatency } from "./measures/latency.ts";
import type { Target } from "./runtimes/runtime.ts";

export interface BenchmarkOptions {
  readonly targets: readonly Target[];
  /** Timed runs of each candidate on each target. */
  readonly runs: number;
  readonly warmup: number;
  readonly threads: number;
  /** Test windows in raw units. Without them accuracy is not measured and latency is measured on noise. */
  readonly windows?: LabelledWindows | undefined;
  readonly random: Random;
  readonly onProgress?: OnProgress | undefined;
}

export const benchmarkDefaults: Pick<BenchmarkOptions, "targets" | "runs" | "warmup" | "threads"> =
  {
    targets: ["cpu", "wasm"],
    runs: latencyDefaults.runs,
    warmup: latencyDefaults.warmup,
    threads: latencyDefaults.threads,
  };

/** What is known of one file. */
export interface Measurement {
  readonly name: string;
  readonly bytes: number;
  readonly accuracy?: AccuracyMeasurement;
  readonly latency: Partial<Record<Target, LatencyMeasurement>>;
}

/** Measures every candidate; on each target all of them are timed in the same interleaved rounds. */
export async function benchmark(
  candidates: readonly Candidate[],
  options: Partial<BenchmarkOptions> = {},
): Promise<Measurement[]> {
  const settings = { ...benchmarkDefaults, random: new Random(0), ...options };
  const { targets, windows, onProgress, random } = settings;
  const accuracy: AccuracyMeasurement[] = [];
  if (windows) {
    for (const candidate of candidates) {
      accuracy.push(await measureAccuracy(candidate, windows, { onProgress }));
    }
  }
  const latency: Partial<Record<Target, LatencyMeasurement[]>> = {};
  for (const target of targets) {
    const { runs, warmup, threads } = settings;
    latency[target] = await measureLatency(candidates, {
      ...{ target, runs, warmup, threads, windows, onProgress },
      random: random.fork(target),
    });
  }
  return candidates.map(({ name, bytes }, i) => ({
    name,
    bytes: bytes.byteLength,
    ...(accuracy[i] && { accuracy: accuracy[i] }),
    latency: Object.fromEntries(targets.map((target) => [target, latency[target]![i]!])),
  }));
}
