/** @file One distillation step: wristill's recorded engine beside tf.js and PyTorch, in turn on one machine. */
import { setTimeout as sleep } from "node:timers/promises";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import { median, medianInterval, quantile } from "#core/stats";
import { quietTf } from "#record/quiet";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { Engine } from "#train/engine";
import { cpuEngine, nodeEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { startPytorch } from "./peers/pytorch.ts";
import { shape, stepInputs, stepUnderTest, type Variant } from "./peers/step-under-test.ts";

export interface TrainStepOptions {
  /** Path of `peers/train_step.py`. */
  readonly script: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  readonly threads: number;
  /** Rounds; in each, every contender runs a block of steps, in an order drawn anew. */
  readonly rounds: number;
  readonly stepsPerRound: number;
  /** Steps in all on tf.js's plain backend, which takes seconds for each. 0 leaves it out. */
  readonly plainSteps: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

export const trainStepDefaults: Omit<TrainStepOptions, "script" | "python" | "onProgress"> = {
  threads: 2,
  rounds: 20,
  stepsPerRound: 15,
  plainSteps: 2,
  seed: 0,
};

export interface Ratio {
  readonly ratio: number;
  /** Absent for fewer than five rounds. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** One contender's times in milliseconds. */
export interface TrainStepTimes {
  readonly name: string;
  readonly variant: Variant;
  readonly steps: number;
  readonly p50: number;
  readonly p95: number;
  /** Median over the rounds of (this one's median ÷ the other's of the same round), with its 95 % interval. */
  readonly toPytorch?: Ratio;
  readonly toWristill?: Ratio;
}

export interface TrainStepReport {
  readonly shape: typeof shape;
  readonly threads: number;
  readonly machine: MachineFacts;
  /** "2.13.0", or why PyTorch was not measured. */
  readonly pytorch: { readonly version: string } | { readonly missing: string };
  readonly times: readonly TrainStepTimes[];
}

/** Something that can run steps and say how long each took, in milliseconds. */
interface Contender {
  readonly name: string;
  readonly variant: Variant;
  readonly rounds: number;
  readonly stepsPerRound: number;
  readonly medians: number[];
  readonly samples: number[];
  run(steps: number): Promise<number[]>;
  close(): Promise<void> | void;
}

const variants: readonly Variant[] = ["teacher", "logits"];
const peer = "PyTorch, eager";
const ours = "wristill, recorded step";

/** Measures every contender that can be had here. */
export async function benchmarkTrainStep(
  options: Pick<TrainStepOptions, "script"> & Partial<TrainStepOptions>,
): Promise<TrainStepReport> {
  const settings = { ...trainStepDefaults, ...options };
  const { threads } = settings;
  quietTf();
  const machine = machineFacts();
  const { batch, length } = shape;
  const { script, python } = settings;
  const pytorch = await startPytorch({ script, python, threads, batch, length });
  const contenders: Contender[] = [];
  for (const variant of variants) {
    const recorded = recordedEngine(createOrtNodeSession, { threads });
    contenders.push(await engineContender(recorded, variant, settings));
    if (typeof pytorch !== "string") {
      contenders.push({
        ...entry(peer, variant, settings),
        run: (steps) => pytorch.run(variant, steps),
        close: () => undefined,
      });
    }
  }
  contenders.push(...(await eagerContenders(settings)));
  try {
    await interleave(contenders, settings);
  } finally {
    for (const contender of contenders) await contender.close();
    if (typeof pytorch !== "string") pytorch.close();
  }
  return {
    ...{ shape, threads, machine },
    pytorch: typeof pytorch === "string" ? { missing: pytorch } : { version: pytorch.version },
    times: contenders.map((contender) => summarize(contender, contenders, settings.seed)),
  };
}

function entry(name: string, variant: Variant, { rounds, stepsPerRound }: TrainStepOptions) {
  return { name, variant, rounds, stepsPerRound, medians: [], samples: [] };
}

async function eagerContenders(settings: TrainStepOptions): Promise<Contender[]> {
  const found: Contender[] = [];
  const native = await nodeEngine().catch(() => undefined); // an optional dependency
  if (native) found.push(await engineContender(native, "logits", settings));
  if (settings.plainSteps > 0) {
    const few = { ...settings, rounds: settings.plainSteps, stepsPerRound: 1 };
    found.push(await engineContender(cpuEngine(), "logits", few));
  }
  return found;
}

async function engineContender(
  engine: Engine,
  variant: Variant,
  settings: TrainStepOptions,
): Promise<Contender> {
  const step = await engine.compileStep(stepUnderTest(variant), new Random(settings.seed));
  const batches = Array.from({ length: 4 }, (_, i) => stepInputs(variant, settings.seed + i));
  let done = 0;
  return {
    ...entry(engineTitles[engine.name] ?? engine.name, variant, settings),
    async run(steps) {
      const times: number[] = [];
      for (let i = 0; i < steps; i++) {
        const before = performance.now();
        await step.run(batches[done++ % batches.length]!, 1e-3);
        times.push(performance.now() - before);
      }
      return times;
    },
    close: () => step.release(),
  };
}

const engineTitles: Readonly<Record<string, string>> = {
  ort: ours,
  tfjs: "tf.js, cpu backend",
  "tfjs-node": "tf.js, tfjs-node",
};

async function interleave(contenders: readonly Contender[], settings: TrainStepOptions) {
  const random = new Random(settings.seed).fork("order");
  const warmup = 10;
  for (const contender of contenders) {
    if (contender.stepsPerRound > 1) await contender.run(warmup);
  }
  for (let round = 0; round < settings.rounds; round++) {
    for (const index of random.permutation(contenders.length)) {
      const contender = contenders[index]!;
      if (round >= contender.rounds) continue;
      await sleep(100); // the others' thread pools stop spinning
      const times = await contender.run(contender.stepsPerRound);
      contender.samples.push(...times);
      contender.medians.push(median(times));
    }
    settings.onProgress?.({ task: "train step", done: round + 1, total: settings.rounds });
  }
}

function summarize(contender: Contender, all: readonly Contender[], seed: number): TrainStepTimes {
  const { name, variant, samples } = contender;
  const toPytorch = ratioTo(peer, contender, all, seed);
  const toWristill = ratioTo(ours, contender, all, seed);
  return {
    ...{ name, variant, steps: samples.length },
    p50: median(samples),
    p95: quantile(samples, 0.95),
    ...(toPytorch && { toPytorch }),
    ...(toWristill && { toWristill }),
  };
}

function ratioTo(
  name: string,
  contender: Contender,
  all: readonly Contender[],
  seed: number,
): Ratio | undefined {
  const other = all.find((it) => it.name === name && it.variant === contender.variant);
  if (!other || other === contender) return undefined;
  const ratios = contender.medians.map((value, round) => value / other.medians[round]!);
  const interval = ratios.length < 5 ? undefined : medianInterval(ratios, new Random(seed));
  return { ratio: median(ratios), ...(interval && { interval }) };
}

/** The report as Markdown. */
export function trainStepTable({ threads, machine, pytorch, times }: TrainStepReport): string {
  const { batch, length, channels, classes } = shape;
  const rows = times.map(({ name, variant, steps, p50, p95, toPytorch, toWristill }) => {
    const inside = variant === "teacher" ? "wrn1d-16-3 inside the step" : "logits handed in";
    const ratios = `${showRatio(toPytorch)} | ${showRatio(toWristill)}`;
    return `| ${name} | ${inside} | ${steps} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${ratios} |`;
  });
  const versions = Object.entries(machine.runtimes).map((pair) => pair.join(" "));
  const torch =
    "version" in pytorch ? `PyTorch ${pytorch.version}` : `no PyTorch (${pytorch.missing})`;
  return [
    "# One distillation step",
    "",
    `Student conv ${channels}→16→32→32 (kernel 5), ${classes} classes, batch ${batch}, window ${length}×${channels}, Adam; ${threads} threads.`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, load ${machine.load.toFixed(2)} at the start.`,
    `Node ${machine.node}, ${[...versions, torch].join(", ")}.`,
    "",
    "| engine | teacher | steps | median ms | p95 ms | time ÷ PyTorch's (95 % interval) | time ÷ wristill's |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function showRatio(to: Ratio | undefined): string {
  if (!to) return "–";
  const [digits, { ratio, interval }] = [to.ratio < 10 ? 2 : 0, to];
  const range = interval ? ` (${interval.low.toFixed(2)} … ${interval.high.toFixed(2)})` : "";
  return `${ratio.toFixed(digits)}${range}`;
}
