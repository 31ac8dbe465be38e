/** @file What augmenting and batching add to a training step: the same step on one batch again and again, and on fresh ones. */
import { composeAugmentations } from "#augmentations/compose";
import type { OnProgress } from "#core/progress";
import { median, quantile } from "#core/quantiles";
import { Random } from "#core/random";
import type { Batch, BatchSource, WindowSet } from "#core/signal";
import { quietTf } from "#record/quiet";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWorkerSession } from "#runtime/ort-worker";
import { makeBatches } from "#sensors/batches";
import type { Arrays, CompiledStep } from "#train/engine";
import { recordedEngine } from "#train/engines/recorded";
import { trainCase } from "./train/cases.ts";
import { networks } from "./train/networks.ts";
import { stepInputs, stepUnderTest } from "./train/step-under-test.ts";

export interface BatchPreparationOptions {
  readonly rounds: number;
  readonly stepsPerRound: number;
  readonly threads: number;
  readonly seed: number;
  readonly onProgress?: OnProgress;
}

export const batchPreparationDefaults = { rounds: 12, stepsPerRound: 12, threads: 2, seed: 0 };

/** Whether the frozen teacher runs inside the step, or its logits are handed in. */
type Variant = "teacher" | "logits";

const cases = { teacher: trainCase("student+teacher-64"), logits: trainCase("student-64") };
const { batch: batchSize } = cases.logits;
const { inputs: windows, classes } = networks.student.task;
const { length, channels } = windows[0]!;

/** Milliseconds per step. */
export interface PreparationTimes {
  readonly variant: Variant;
  /** Where onnxruntime runs: on the thread that prepares the batches, or beside it. */
  readonly session: "same thread" | "own thread";
  readonly fixed: { readonly p50: number; readonly p95: number };
  readonly fresh: { readonly p50: number; readonly p95: number };
  /** Median over the rounds of fresh ÷ fixed. */
  readonly ratio: number;
}

export interface BatchPreparationReport {
  readonly threads: number;
  readonly machine: MachineFacts;
  readonly times: readonly PreparationTimes[];
}

interface Contender {
  readonly variant: Variant;
  readonly session: PreparationTimes["session"];
  readonly step: CompiledStep;
  readonly fixed: number[];
  readonly fresh: number[];
  readonly ratios: number[];
}

const sessions = { "same thread": createOrtNodeSession, "own thread": createOrtWorkerSession };
const chain = [
  { name: "jitter", probability: 0.5, options: { sigma: 0.05 } },
  { name: "scaling", probability: 0.5 },
  { name: "time-warp", probability: 0.5 },
];

/** Measure both kinds in turn, in an order drawn anew each round. */
export async function benchmarkBatchPreparation(
  given: Partial<BatchPreparationOptions> = {},
): Promise<BatchPreparationReport> {
  const options: BatchPreparationOptions = { ...batchPreparationDefaults, ...given };
  const { rounds, stepsPerRound, threads, seed, onProgress } = options;
  quietTf();
  const machine = machineFacts();
  const random = new Random(seed);
  const source = makeBatches(noiseWindows(random), {
    batchSize,
    random,
    ...composeAugmentations(chain),
  });
  const contenders = await Promise.all(
    (["teacher", "logits"] as const).flatMap((variant) =>
      (["same thread", "own thread"] as const).map((session) =>
        contender(variant, session, threads, random),
      ),
    ),
  );
  for (let round = 0; round < rounds; round++) {
    for (const i of random.permutation(contenders.length))
      await measure(contenders[i]!, source, round, stepsPerRound, random);
    onProgress?.({ task: "batch preparation", done: round + 1, total: rounds });
  }
  for (const { step } of contenders) await step.release();
  return { threads, machine, times: contenders.map(summarize) };
}

async function contender(
  variant: Variant,
  session: PreparationTimes["session"],
  threads: number,
  random: Random,
): Promise<Contender> {
  const engine = recordedEngine(createOrtNodeSession, {
    threads,
    createStepSession: sessions[session],
  });
  const step = await engine.compileStep(
    stepUnderTest(cases[variant]),
    random.fork(variant, session),
  );
  await step.run(stepInputs(cases[variant]), 1e-3);
  return { variant, session, step, fixed: [], fresh: [], ratios: [] };
}

/** Four batches' worth of noise: what is in the windows does not change the time. */
function noiseWindows(random: Random): WindowSet {
  const size = 4 * batchSize;
  const names = Array.from({ length: channels }, (_, c) => `c${c}`);
  const data = Float32Array.from({ length: size * length * channels }, () => random.normal());
  return {
    size,
    signals: { imu: { data, length, channels: names, sampleRate: 50, unit: "g" } },
    labels: Int32Array.from({ length: size }, (_, i) => i % classes),
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
    subjects: Array.from({ length: size }, () => "1"),
    recordings: Array.from({ length: size }, (_, i) => `${i}`),
  };
}

async function measure(
  contender: Contender,
  source: BatchSource,
  round: number,
  steps: number,
  random: Random,
): Promise<void> {
  const kinds =
    random.uniform() < 0.5 ? (["fixed", "fresh"] as const) : (["fresh", "fixed"] as const);
  const blocks: Record<"fixed" | "fresh", number[]> = { fixed: [], fresh: [] };
  for (const kind of kinds)
    blocks[kind] = await runBlock(contender, kind === "fresh" ? source : undefined, round, steps);
  contender.fixed.push(...blocks.fixed);
  contender.fresh.push(...blocks.fresh);
  contender.ratios.push(median(blocks.fresh) / median(blocks.fixed));
}

/** As `fit` does it: the next batch is made while the step runs. */
async function runBlock(
  { variant, step }: Contender,
  source: BatchSource | undefined,
  round: number,
  steps: number,
): Promise<number[]> {
  const inputs = stepInputs(cases[variant]);
  const feedsOf = (batch: Batch): Arrays => ({
    ...inputs,
    imu: batch.inputs.imu!,
    labels: batch.labels,
  });
  const times: number[] = [];
  let next = source?.batch(round, 0);
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    const running = step.run(next ? feedsOf(next) : inputs, 1e-3);
    next = source?.batch(round, (i + 1) % source.batchesPerEpoch);
    await running;
    times.push(performance.now() - start);
  }
  return times;
}

function summarize({ variant, session, fixed, fresh, ratios }: Contender): PreparationTimes {
  const of = (times: readonly number[]) => ({ p50: median(times), p95: quantile(times, 0.95) });
  return { variant, session, fixed: of(fixed), fresh: of(fresh), ratio: median(ratios) };
}

/** The report as Markdown. */
export function batchPreparationTable({ threads, machine, times }: BatchPreparationReport): string {
  const rows = times.map(({ variant, session, fixed, fresh, ratio }) => {
    const inside = variant === "teacher" ? "wrn1d-16-3 inside the step" : "logits handed in";
    return `| ${inside} | ${session} | ${fixed.p50.toFixed(1)} / ${fixed.p95.toFixed(1)} | ${fresh.p50.toFixed(1)} / ${fresh.p95.toFixed(1)} | ${ratio.toFixed(2)} |`;
  });
  return [
    "# A training step with its batches prepared",
    "",
    `Batch ${batchSize} of ${length}×${channels}; jitter, scaling and time-warp, each on half of the windows; ${threads} threads.`,
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(2)} at the start.`,
    "",
    "| teacher | onnxruntime runs on | same batch, median / p95 ms | fresh batches, median / p95 ms | ratio |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
