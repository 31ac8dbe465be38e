/** @file How much memory a training step takes, each contender in a process of its own. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Pytorch, startPytorch } from "#benchmarks/peers/pytorch";
import { peakMemory } from "#runtime/peak-memory";
import type { TrainCase } from "./cases.ts";
import { recordedContender } from "./recorded.ts";

/** Bytes of resident memory at its highest. */
export interface PeakMemory {
  /** Before the step is made: what the libraries take. */
  readonly imports: number;
  /** After some steps. */
  readonly total: number;
}

export interface MemoryReport {
  readonly case: string;
  readonly ours: PeakMemory;
  readonly pytorch: PeakMemory;
  /** Ours ÷ PyTorch's, of the totals and of what comes on top of the imports. */
  readonly ratio: { readonly total: number; readonly aboveImports: number };
}

export interface MemoryOptions {
  /** `peers/train_step.py`. */
  readonly pytorchScript: string;
  /** A script that prints {@link memoryOfStep} of the case and the threads it is given. */
  readonly memoryScript: string;
  readonly python?: string | undefined;
  readonly threads: number;
}

const steps = 10;

/** Both in fresh processes; or why PyTorch could not be asked. */
export async function compareMemory(
  trainCase: TrainCase,
  { pytorchScript, memoryScript, python, threads }: MemoryOptions,
): Promise<MemoryReport | string> {
  const peer = await startPytorch({ script: pytorchScript, python, threads });
  if (typeof peer === "string") return peer;
  const pytorch = await peakOf(peer, trainCase).finally(() => peer.close());
  const args = [memoryScript, trainCase.name, String(threads)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const ours: PeakMemory = JSON.parse(stdout);
  const above = ({ imports, total }: PeakMemory) => total - imports;
  return {
    ...{ case: trainCase.name, ours, pytorch },
    ratio: { total: ours.total / pytorch.total, aboveImports: above(ours) / above(pytorch) },
  };
}

async function peakOf(peer: Pytorch, trainCase: TrainCase): Promise<PeakMemory> {
  const imports = await peer.peakMemory();
  await peer.run(trainCase, steps);
  return { imports, total: await peer.peakMemory() };
}

/** Measures this process, which should be a new one. */
export async function memoryOfStep(trainCase: TrainCase, threads: number): Promise<PeakMemory> {
  await import("onnxruntime-node");
  const imports = peakMemory();
  const { run } = await recordedContender(trainCase, threads);
  await run(steps);
  return { imports, total: peakMemory() };
}
