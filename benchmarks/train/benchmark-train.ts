/** @file Training steps beside their peers: times, arithmetic reached, compile time, memory. */
import { startPytorch } from "#benchmarks/peers/pytorch";
import type { OnProgress } from "#core/progress";
import { quietTf } from "#record/quiet";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { chooseCases, type TrainCase } from "./cases.ts";
import type { Rounds } from "./contender.ts";
import type { Absent } from "./eager.ts";
import { type CaseFacts, measureCase, type TrainRow } from "./measure-case.ts";
import { compareMemory, type MemoryReport } from "./memory.ts";

export interface TrainOptions extends Rounds {
  /** `peers/train_step.py`. */
  readonly pytorchScript: string;
  /** A script that prints `memoryOfStep` of the case and the threads it is given; memory is left out without it. */
  readonly memoryScript?: string | undefined;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  /** Part of a case's name; default: all cases. */
  readonly filter: string;
  readonly threads: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

type Defaults = Omit<TrainOptions, "pytorchScript" | "memoryScript" | "python" | "onProgress">;

export const trainDefaults: Defaults = {
  ...{ rounds: 20, stepsPerRound: 10, warmup: 10, slowRounds: 2 },
  ...{ filter: "", threads: 2, seed: 1 },
};

/** Enough to see that everything runs. */
export const quickTrain: Rounds = { rounds: 5, stepsPerRound: 3, warmup: 2, slowRounds: 1 };

export interface TrainReport {
  readonly command: "npm run bench:train";
  /** When the measurement began, ISO 8601. */
  readonly measuredAt: string;
  readonly machine: MachineFacts;
  readonly threads: number;
  readonly rows: readonly TrainRow[];
  readonly cases: readonly CaseFacts[];
  readonly memory?: MemoryReport;
  /** Who could not be measured, and why. */
  readonly absent: readonly Absent[];
}

const memoryCase = "wrn1d-16-3-64";

/** @throws UserError where the filter leaves no case. */
export async function benchmarkTrain(
  options: Pick<TrainOptions, "pytorchScript"> & Partial<TrainOptions>,
): Promise<TrainReport> {
  const settings = { ...trainDefaults, ...options };
  const { threads, onProgress } = settings;
  const chosen = chooseCases(settings.filter);
  const begun = { measuredAt: new Date().toISOString(), machine: machineFacts() };
  quietTf();
  const memory = await memoryOf(chosen, settings);
  const pytorch = await startPytorch({ ...settings, script: settings.pytorchScript });
  const reports = [];
  try {
    for (const [done, trainCase] of chosen.entries()) {
      onProgress?.({ task: trainCase.name, done, total: chosen.length });
      reports.push(await measureCase(trainCase, { ...settings, pytorch }));
    }
  } finally {
    if (typeof pytorch !== "string") pytorch.close();
  }
  return {
    ...{ command: "npm run bench:train", ...begun, threads },
    rows: reports.flatMap(({ rows }) => rows),
    cases: reports.flatMap(({ facts }) => facts ?? []),
    ...(memory && { memory }),
    absent: distinct(reports.flatMap(({ absent }) => absent)),
  };
}

/** First of all, while this process is small: on some systems a child's peak starts at its parent's. */
async function memoryOf(
  chosen: readonly TrainCase[],
  { memoryScript, ...rest }: TrainOptions,
): Promise<MemoryReport | undefined> {
  const trainCase = chosen.find(({ name }) => name === memoryCase);
  if (!trainCase || memoryScript === undefined) return undefined;
  const report = await compareMemory(trainCase, { ...rest, memoryScript });
  return typeof report === "string" ? undefined : report; // why PyTorch is missing stands in `absent`
}

function distinct(absent: readonly Absent[]): Absent[] {
  return [...new Map(absent.map((it) => [`${it.name}: ${it.reason}`, it])).values()];
}
