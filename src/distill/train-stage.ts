/** @file One training of a method: batches, teachers' outputs and the lesson, through the training loop. */
import type { OnProgress } from "#core/progress";
import type { Random } from "#core/random";
import type { Batch, NdArray } from "#core/signal";
import { averaged, measuredAgain, withAverage } from "#train/averaged";
import type { EpochFigures } from "#train/checkpoint";
import type { Arrays, Engine } from "#train/engine";
import { type FitOptions, fit } from "#train/fit";
import type { Optimizer } from "#train/optimizers";
import { assignWeights } from "#train/weights";
import { weightsIn } from "#train/weights-in";
import { modelsOf } from "./learner.ts";
import {
  keptName,
  type LessonSpec,
  lessonProgram,
  type ProgramFrame,
  type Teacher,
} from "./lesson-program.ts";
import type { TrainingChange } from "./stage.ts";
import { viewGatherer } from "./teacher-views.ts";
import type { TrainingData } from "./training-data.ts";

/** How a network is trained. */
export interface TrainOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: { readonly entry: Optimizer; readonly options: object };
  readonly learningRate: number;
  readonly schedule: FitOptions["schedule"];
  readonly weightDecay: number;
  readonly clipNorm: number | null;
  readonly earlyStopping: { readonly patience: number } | null;
}

export interface StageContext {
  readonly engine: Engine;
  readonly data: TrainingData;
  /** Decides all chance. */
  readonly random: Random;
  /** Names it in progress reports. */
  readonly task: string;
  readonly checkpoint?: FitOptions["checkpoint"];
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface StageSpec extends LessonSpec {
  readonly train: TrainOptions;
  readonly change?: TrainingChange;
  /** The epoch that counts: the best on validation, or the last. */
  readonly keep: "best" | "last";
}

/** Train the learner and its peers in place; the learner's history. */
export async function trainStage(
  spec: StageSpec,
  context: StageContext,
): Promise<readonly EpochFigures[]> {
  const { learner, peers, teachers, train, keep, change = {} } = spec;
  const { engine, data, random, task, checkpoint, onProgress, signal } = context;
  const { learningRate, schedule, batchSize, earlyStopping } = train;
  const epochs = epochsOf(train, change);
  const views = viewCount(teachers);
  const modalities = modalitiesOf(spec);
  const averaging = change.averageLast !== undefined;
  const program = lessonProgram(spec, frameOf(spec, data, modalities));
  const definition = averaging
    ? averaged(program, "student", averagedFrom(change, epochs))
    : program;
  const keptOf = keptOutputs(teachers);
  const batches = data.batches({
    batchSize,
    modalities,
    shuffle: true,
    ...(views !== undefined && { views }),
  });
  const result = await fit({
    engine,
    definition,
    network: learner.extended,
    batches,
    extraInputs: (batch, epoch) => ({
      ...keptOf(batch, epoch),
      ...aboutBatch(batch, epoch / epochs),
    }),
    validation: keep === "best" ? data.validation : undefined,
    epochs,
    ...(change.cutSchedule && { scheduledEpochs: train.epochs }),
    learningRate,
    schedule,
    earlyStopping: averaging ? null : earlyStopping,
    random,
    task,
    ...(checkpoint && { checkpoint }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const state = averaging ? withAverage(definition, "student", result.state) : result.state;
  for (const model of [learner, ...Object.values(peers)].flatMap(modelsOf)) {
    assignWeights(model, weightsIn(definition, state, model));
  }
  const weights = averaging
    ? await measuredAgain(engine, learner.extended, batches, random.fork("statistics"))
    : result.weights; // of the best epoch
  assignWeights(learner.extended.model, weights);
  return result.history;
}

/** Progress at which the averaged epochs begin: the last one's always is among them. */
function averagedFrom({ averageLast = 0 }: TrainingChange, epochs: number): number {
  return Math.min(1 - averageLast, (epochs - 1) / epochs) - 1e-6;
}

function epochsOf({ epochs }: TrainOptions, { epochs: share = 1 }: TrainingChange): number {
  return Math.max(1, Math.round(epochs * share));
}

function viewCount(teachers: readonly Teacher[]): number | undefined {
  return teachers.find((teacher) => teacher.kind === "views")?.views.length;
}

/** Those of the learner, its peers and live teachers. */
function modalitiesOf({ learner, peers, teachers }: StageSpec): string[] {
  const live = teachers.flatMap(({ network }) => network ?? []);
  const networks = [learner, ...Object.values(peers)].map(({ network }) => network);
  const inputs = [...networks, ...live].flatMap((network) => network.inputs);
  return [...new Set(inputs.map(({ modality }) => modality))];
}

/** What teachers said of a batch before. */
function keptOutputs(teachers: readonly Teacher[]): (batch: Batch, epoch: number) => Arrays {
  const gatherers = teachers.flatMap((teacher, i) =>
    teacher.kind === "views" ? [{ i, gather: viewGatherer(teacher.views, teacher.copies) }] : [],
  );
  return (batch, epoch) => {
    const kept = gatherers.flatMap(({ i, gather }) =>
      Object.entries(gather(batch, epoch)).map(
        ([name, array]) => [keptName(i, name), array] as const,
      ),
    );
    return Object.fromEntries(kept);
  };
}

function aboutBatch({ sampleIds }: Batch, progress: number): Arrays {
  return {
    sampleIds: { data: Float32Array.from(sampleIds), shape: [sampleIds.length] },
    progress: { data: Float32Array.of(progress), shape: [] },
  };
}

function frameOf(
  { teachers, train: options, change = {} }: StageSpec,
  { train }: TrainingData,
  modalities: readonly string[],
): ProgramFrame {
  const { batchSize, optimizer, weightDecay, clipNorm } = options;
  const windows = modalities.map((modality) => {
    const { length, channels } = train.signals[modality]!;
    return [modality, [batchSize, length, channels.length]] as const;
  });
  const kept = teachers.flatMap((teacher, i) =>
    teacher.kind === "views"
      ? Object.entries(teacher.views[0]!).map(
          ([name, { shape }]) =>
            [keptName(i, name), [batchSize * (teacher.copies ?? 1), ...shape.slice(1)]] as const,
        )
      : [],
  );
  const names = modalities.map(
    (modality) => [modality, train.signals[modality]!.channels] as const,
  );
  return {
    channels: Object.fromEntries(names),
    inputs: {
      ...Object.fromEntries([...windows, ...kept]),
      labels: [batchSize, train.classes.length],
      sampleIds: [batchSize],
      progress: [],
    },
    classCounts: classCounts(train),
    rule: {
      optimizer,
      weightDecay: change.weightDecay ?? weightDecay,
      clipNorm: clipNorm ?? undefined,
    },
  };
}

function classCounts({ labels, classes }: TrainingData["train"]): NdArray {
  const data = new Float32Array(classes.length);
  for (const label of labels) data[label]!++;
  return { data, shape: [classes.length] };
}
