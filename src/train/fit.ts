/** @file The training loop: batches through a compiled step, validation, schedule, early stopping, checkpoints. */
import { UserError } from "#core/errors";
import type { Network } from "#core/network";
import type { OnProgress } from "#core/progress";
import type { Random } from "#core/random";
import { lookup } from "#core/registry";
import type { Batch, BatchSource, WindowSet } from "#core/signal";
import type { Checkpoint, EpochFigures } from "./checkpoint.ts";
import type { Arrays, CompiledStep, Engine, TrainingState, Weights } from "./engine.ts";
import { type Predictor, predictor } from "./predict.ts";
import * as schedules from "./schedules.ts";
import type { AnyStep } from "./step.ts";
import { weightsIn } from "./weights-in.ts";

export interface FitOptions {
  readonly engine: Engine;
  readonly definition: AnyStep;
  /** The network that is validated and whose weights are returned; its model is one of the definition's. */
  readonly network: Network;
  readonly batches: BatchSource;
  /** What a step is fed besides the batch's inputs and labels; asked for the next batch while a step runs, once. */
  readonly extraInputs?: (batch: Batch, epoch: number) => Arrays;
  readonly validation: WindowSet | undefined;
  readonly epochs: number;
  /** The schedule runs over as many: more than `epochs` stops it on the way. Default `epochs`. */
  readonly scheduledEpochs?: number;
  readonly learningRate: number;
  readonly schedule: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly earlyStopping: { readonly patience: number } | null;
  readonly random: Random;
  /** Where to keep a checkpoint; none is written without it. */
  readonly checkpoint?: {
    readonly path: string;
    readonly everySeconds: number;
    readonly clock: () => Date;
  };
  readonly task: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface FitResult {
  /** Of the best epoch on validation, or of the last where there is no validation part. */
  readonly weights: Weights;
  /** Everything the step holds, after the last epoch. */
  readonly state: TrainingState;
  readonly history: readonly EpochFigures[];
}

/**
 * Train. Resumes from the checkpoint where there is one. When aborted, keeps the last whole epoch and throws
 * `signal.reason`.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { engine, definition, network, random, checkpoint, epochs, earlyStopping } = options;
  const step = await engine.compileStep(definition, random.fork("step"));
  const validator = options.validation && (await predictor(engine, network));
  const kept = checkpoint && (await (await checkpoints()).readCheckpoint(checkpoint.path));
  if (kept) requireSameArrays(checkpoint.path, step.state, kept.state);
  let progress: Checkpoint = kept ?? { state: step.state, history: [], best: undefined };
  step.state = progress.state;
  const save = checkpointer(options);
  try {
    while (progress.history.length < epochs && !exhausted(progress, earlyStopping)) {
      const next = await runEpoch(options, step, validator, progress);
      progress = next ?? progress;
      await save(progress);
      options.signal?.throwIfAborted();
      report(options, progress);
    }
  } finally {
    await step.release();
    await validator?.release();
  }
  const { state, best, history } = progress;
  return {
    weights: best?.weights ?? weightsIn(definition, state, network.model),
    state,
    history,
  };
}

/** One epoch; its end state and figures. `undefined` where it was stopped on the way. */
async function runEpoch(
  options: FitOptions,
  step: CompiledStep,
  validator: Predictor | undefined,
  { history, best }: Checkpoint,
): Promise<Checkpoint | undefined> {
  const { batches, epochs, scheduledEpochs = epochs } = options;
  const epoch = history.length;
  const total = { loss: 0, accuracy: 0, measured: 0 };
  let learningRate = 0;
  const feedsAt = (i: number) => feedsOf(options, batches.batch(epoch, i), epoch);
  let feeds = feedsAt(0);
  for (let i = 0; i < batches.batchesPerEpoch; i++) {
    learningRate = rateAt(options, (epoch + i / batches.batchesPerEpoch) / scheduledEpochs);
    const running = step.run(feeds, learningRate);
    if (i + 1 < batches.batchesPerEpoch) feeds = feedsAt(i + 1); // made while the step runs
    const figures = await running;
    if (options.signal?.aborted) return undefined;
    total.loss += lossOf(figures, options);
    if (figures.accuracy !== undefined) {
      total.accuracy += figures.accuracy;
      total.measured++;
    }
  }
  const weights = weightsIn(options.definition, step.state, options.network.model);
  const validation = validator && (await validator.evaluate(weights, options.validation!));
  const figures: EpochFigures = {
    epoch: epoch + 1,
    loss: total.loss / batches.batchesPerEpoch,
    learningRate,
    trainAccuracy: total.measured > 0 ? total.accuracy / total.measured : null,
    validationAccuracy: validation?.accuracy ?? null,
    validationLoss: validation?.loss ?? null,
  };
  const better =
    validation &&
    (!best ||
      validation.accuracy > best.accuracy ||
      (validation.accuracy === best.accuracy && validation.loss < best.loss));
  return {
    state: step.state,
    history: [...history, figures],
    best: better ? { ...validation, epoch: epoch + 1, weights } : best,
  };
}

/** A checkpoint of another step would be read without a word, or fail far from here. */
function requireSameArrays(path: string, wanted: TrainingState, found: TrainingState): void {
  const list = ({ arrays }: TrainingState) =>
    Object.entries(arrays).map(([name, { length }]) => `${name} (${length})`);
  const [expected, got] = [list(wanted).join(", "), list(found).join(", ")];
  if (expected === got) return;
  throw new UserError(
    `${path} holds another training: ${got}; this one has ${expected}`,
    "delete it: the training starts again",
  );
}

function lossOf({ loss }: Readonly<Record<string, number>>, { definition }: FitOptions): number {
  if (loss !== undefined) return loss;
  throw new UserError(
    `the step "${definition.name}" has no figure called "loss"`,
    "return one from its `run`: it is what a training logs",
  );
}

function feedsOf({ definition, extraInputs }: FitOptions, batch: Batch, epoch: number): Arrays {
  const all: Arrays = { ...batch.inputs, labels: batch.labels, ...extraInputs?.(batch, epoch) };
  return Object.fromEntries(Object.keys(definition.inputs).map((name) => [name, all[name]!]));
}

function rateAt({ learningRate, schedule }: FitOptions, progress: number): number {
  const entry = lookup(
    "schedule",
    schedules as never as Record<string, schedules.Schedule>,
    schedule.name,
  );
  return learningRate * entry.factor(progress, { ...entry.options, ...schedule });
}

function exhausted({ history, best }: Checkpoint, early: FitOptions["earlyStopping"]): boolean {
  return early !== null && best !== undefined && history.length - best.epoch >= early.patience;
}

/** Loaded when asked for: a browser trains without files. */
function checkpoints(): Promise<typeof import("./checkpoint.ts")> {
  return import("./checkpoint.ts");
}

/** Writes a checkpoint when enough time has passed, and always when the run is being stopped. */
function checkpointer({ checkpoint, signal }: FitOptions): (progress: Checkpoint) => Promise<void> {
  if (!checkpoint) return async () => undefined;
  const { path, everySeconds, clock } = checkpoint;
  let last = clock().getTime();
  return async (progress) => {
    const now = clock().getTime();
    if (now - last < everySeconds * 1000 && signal?.aborted !== true) return;
    last = now;
    await (await checkpoints()).writeCheckpoint(path, progress);
  };
}

function report({ onProgress, task, epochs }: FitOptions, { history }: Checkpoint): void {
  const { loss, validationAccuracy, trainAccuracy } = history.at(-1)!;
  const accuracy = validationAccuracy ?? trainAccuracy;
  onProgress?.({
    task,
    done: history.length,
    total: epochs,
    figures: { loss, ...(accuracy !== null && { accuracy }) },
  });
}
