/** @file How long one window takes, measured so that candidates share every disturbance. */

import type { Candidate } from "#benchmarks/candidate";
import { emptyGraph } from "#benchmarks/empty-graph";
import { noiseFeeds, type Windows, windowFeeds } from "#benchmarks/feeds";
import * as runtimes from "#benchmarks/runtimes/index";
import type { Runtime, Target } from "#benchmarks/runtimes/runtime";
import { UserError } from "#core/errors";
import type { OnProgress } from "#core/progress";
import { quantileSorted } from "#core/quantiles";
import { Random } from "#core/random";
import { lookup } from "#core/registry";
import { mean, medianInterval } from "#core/stats";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import type { HostTensors, Session } from "#runtime/session";

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

/** Percentiles of one series, in µs. */
export interface LatencySummary {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
}

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
  const machine = machineFacts();
  const subjects: Subject[] = [];
  try {
    const empty = { name: "empty graph", bytes: emptyGraph() };
    subjects.push(await start(empty, { ...settings, windows: undefined }));
    for (const candidate of candidates) subjects.push(await start(candidate, settings));
    await interleave(subjects, settings);
  } finally {
    for (const { session } of subjects) await session.release();
  }
  const [floor, ...measured] = subjects;
  return measured.map((subject) => ({
    name: subject.name,
    target: settings.target,
    runtime: subject.session.runtime,
    threads: settings.threads,
    runs: settings.runs,
    warmup: settings.warmup,
    ...summarize(subject.samples),
    interval: medianInterval(subject.samples, settings.random.fork("bootstrap", subject.name)),
    samples: subject.samples.map((time) => Math.round(time * 10) / 10),
    coldStart: { load: subject.load, firstRun: subject.firstRun },
    floor: summarize(floor!.samples),
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

/** A candidate under measurement. */
interface Subject {
  readonly name: string;
  readonly session: Session;
  /** Fed in turn. */
  readonly feeds: readonly HostTensors[];
  /** µs. */
  readonly load: number;
  /** µs. */
  readonly firstRun: number;
  /** µs. */
  readonly samples: number[];
}

const distinctFeeds = 16;

async function start(
  { name, bytes }: Candidate,
  { target, threads, windows, random }: LatencyOptions,
): Promise<Subject> {
  const { createSession } = lookup<Runtime>("runtime", runtimes, `ort-${target}`);
  const before = performance.now();
  const session = await createSession(bytes, { threads, name });
  const loaded = performance.now();
  const feeds = Array.from({ length: distinctFeeds }, (_, i) =>
    windows
      ? windowFeeds(session.inputs, windows, i % windows.size, 1)
      : noiseFeeds(session.inputs, random.fork("noise", i)),
  );
  const ready = performance.now();
  await session.run(feeds[0]!);
  const firstRun = performance.now() - ready;
  return {
    name,
    session,
    feeds,
    load: (loaded - before) * 1000,
    firstRun: firstRun * 1000,
    samples: [],
  };
}

async function interleave(subjects: readonly Subject[], settings: LatencyOptions): Promise<void> {
  const { runs, warmup, target, onProgress } = settings;
  const random = settings.random.fork("order");
  for (let round = -warmup; round < runs; round++) {
    for (const index of random.permutation(subjects.length)) {
      const { session, feeds, samples } = subjects[index]!;
      const feed = feeds[(round + warmup) % feeds.length]!;
      const before = performance.now();
      await session.run(feed);
      const time = performance.now() - before;
      if (round >= 0) samples.push(time * 1000);
    }
    if (round >= 0 && (round + 1) % 50 === 0) {
      onProgress?.({ task: `benchmark ${target}`, done: round + 1, total: runs });
    }
  }
}

function summarize(samples: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(samples).sort();
  const at = (p: number) => quantileSorted(sorted, p);
  return {
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    mean: mean(samples),
  };
}
