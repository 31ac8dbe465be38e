/** @file How long one window takes, measured so that candidates share every disturbance. */

import type { Candidate } from "#benchmarks/candidate";
import { emptyGraph } from "#benchmarks/empty-graph";
import type { Windows } from "#benchmarks/feeds";
import { type LatencySummary, summarizeLatency } from "#benchmarks/harness/latency-summary";
import { runSubjects, type Subject } from "#benchmarks/harness/run-job";
import * as runtimes from "#benchmarks/runtimes/index";
import type { Runtime, Target } from "#benchmarks/runtimes/runtime";
import { medianInterval } from "#core/bootstrap";
import { UserError } from "#core/errors";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import { lookup } from "#core/registry";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { distinctFeeds } from "./distinct-feeds.ts";

export interface LatencyOptions {
  readonly target: Target;
  /** Timed runs of each candidate. */
  readonly runs: number;
  /** Untimed runs of each candidate before. */
  readonly warmup: number;
  readonly threads: number;
  /** Real windows to feed, in raw units; seeded noise where absent. */
  readonly windows?: Windows | undefined;
  /** Order of the runs, noise, and the bootstrap. */
  readonly random: Random;
  readonly onProgress?: OnProgress | undefined;
}

export const latencyDefaults: Pick<LatencyOptions, "target" | "runs" | "warmup" | "threads"> = {
  target: "cpu",
  runs: 1000,
  warmup: 50,
  threads: 1,
};

/** One candidate at batch size 1; all times in µs. */
export interface LatencyMeasurement extends LatencySummary {
  readonly name: string;
  readonly target: Target;
  /** "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  readonly threads: number;
  readonly runs: number;
  readonly warmup: number;
  /** 95 % interval of the median, by block bootstrap. */
  readonly interval: { readonly low: number; readonly high: number };
  /** Every timed run in order, rounded to 0.1 µs. */
  readonly samples: readonly number[];
  /** Loading the model, and the first run after it. */
  readonly coldStart: { readonly load: number; readonly firstRun: number };
  /** An empty graph in the same rounds: what the call itself costs. */
  readonly floor: LatencySummary;
  /** Starting the runtime with its first, empty model; only the first measurement of a process sees it cold. */
  readonly runtimeStart: number;
  /** The machine and its load when the measurement began. */
  readonly machine: MachineFacts;
}

/**
 * Times every candidate at batch size 1. Rounds are interleaved: each runs every candidate and an empty graph once, in
 * an order drawn anew, so that a busy moment hits all alike.
 */
export async function measureLatency(
  candidates: readonly Candidate[],
  options: Partial<LatencyOptions> = {},
): Promise<LatencyMeasurement[]> {
  const settings = { ...latencyDefaults, random: new Random(0), ...options };
  check(candidates, settings);
  const { target, runs, warmup, threads, random } = settings;
  const machine = machineFacts();
  const { createSession } = lookup<Runtime>("runtime", runtimes, `ort-${target}`);
  const empty: Subject = {
    name: "empty graph",
    model: emptyGraph(),
    feedsFor: (inputs) => distinctFeeds(inputs, undefined, random),
  };
  const schedule = {
    ...{ rounds: runs, runs: 1, settle: 0, warmup: { runs: warmup, seconds: 0 } },
    ...{ seconds: Number.POSITIVE_INFINITY, threads },
    seed: random.fork("order").integer(2 ** 31),
  };
  const { runtime, subjects } = await runSubjects(
    [empty, ...candidates.map((candidate) => subjectOf(candidate, settings))],
    schedule,
    { createSession, clock: () => performance.now(), onRound: everyFifty(settings) },
  );
  const [floor, ...measured] = subjects.map((subject) => {
    return { ...subject, samples: subject.turns.flat() };
  });
  return measured.map(({ name, samples, load, firstRun }) => ({
    ...{ name, target, runtime, threads, runs, warmup },
    ...summarizeLatency(samples),
    interval: medianInterval(samples, random.fork("bootstrap", name)),
    samples: samples.map((time) => Math.round(time * 10) / 10),
    coldStart: { load, firstRun },
    floor: summarizeLatency(floor!.samples),
    runtimeStart: floor!.load + floor!.firstRun,
    machine,
  }));
}

function check(candidates: readonly Candidate[], { runs, warmup }: LatencyOptions): void {
  if (candidates.length === 0) throw new UserError("benchmark: expected a model; got none");
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(warmup) || warmup < 0) {
    throw new UserError(
      `benchmark: expected whole numbers, runs ≥ 1 and warmup ≥ 0; got ${runs} and ${warmup}`,
    );
  }
}

function subjectOf(
  { name, bytes }: Candidate,
  { windows, random }: Pick<LatencyOptions, "windows" | "random">,
): Subject {
  return { name, model: bytes, feedsFor: (inputs) => distinctFeeds(inputs, windows, random) };
}

function everyFifty({ target, onProgress }: Pick<LatencyOptions, "target" | "onProgress">) {
  return (done: number, total: number) => {
    if (done % 50 === 0) onProgress?.({ task: `benchmark ${target}`, done, total });
  };
}
