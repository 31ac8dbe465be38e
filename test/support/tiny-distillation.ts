/** Distillation of networks of a few weights, on a dozen random windows. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { type DistillContext, type Distilled, distill } from "#distill/distill";
import type { DistillPlan, NetworkPlan } from "#distill/distill-plan";
import { type Lesson, labelsOnly } from "#distill/lesson";
import { defineMethod, type Method } from "#distill/method";
import type { Stage } from "#distill/stage";
import type { TrainingData } from "#distill/training-data";
import { makeBatches } from "#sensors/batches";
import { selectWindows } from "#sensors/split";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { temporaryFolder } from "#test/support/temporary-folder";
import { randomArray } from "#test/support/tensors";
import { cpuEngine } from "#train/engines/eager";
import { sgd } from "#train/optimizers";

export const size = 12;
export const windows: WindowSet = {
  size,
  signals: {
    acc: {
      data: randomArray(size * 16, 1),
      length: 8,
      channels: ["x", "y"],
      sampleRate: 50,
      unit: "g",
    },
  },
  labels: Int32Array.from({ length: size }, (_, i) => i % 2),
  classes: ["sit", "walk"],
  subjects: Array.from({ length: size }, (_, i) => `p${i % 4}`),
  recordings: Array.from({ length: size }, (_, i) => `r${i}`),
};

export function dataOf(train: WindowSet, sizes: number[] = []): TrainingData {
  return {
    train,
    validation: train,
    batches: (wish) => makeBatches(train, { ...wish, random: new Random(3) }),
    folds: () => [],
    subset(rows) {
      sizes.push(rows.length);
      return dataOf(selectWindows(train, rows), sizes);
    },
  };
}

export const network: NetworkPlan = {
  entry: cnn1dTiny as never,
  options: { filters: [3, 3, 3], kernels: [3, 3, 3] },
  inputs: ["acc"],
};

const training = (epochs: number, schedule = "constant") => ({
  epochs,
  batchSize: 6,
  optimizer: { entry: sgd as never, options: sgd.options },
  learningRate: 0.05,
  schedule: { name: schedule },
  weightDecay: 0,
  clipNorm: null,
  earlyStopping: null,
});

export function methodOf(stages: readonly Stage[], lesson: Lesson = labelsOnly): Method {
  return defineMethod({
    ...lesson,
    name: "made-up",
    summary: "for tests",
    source: "test",
    teachers: "one",
    needs: [],
    laws: [],
    options: {},
    stages: () => stages,
  });
}

export function planOf(method: Method, changed: Partial<DistillPlan> = {}): DistillPlan {
  return {
    method,
    methodOptions: method.options,
    teachers: { t: network },
    student: network,
    train: { teacher: training(4, "cosine"), student: training(4) },
    teacherViews: undefined,
    crossFitFolds: undefined,
    seed: 1,
    ...changed,
  };
}

export interface Run extends Distilled {
  /** Path and keys of what came before, of every training in order. */
  readonly kept: readonly { readonly path: string; readonly after: readonly string[] }[];
  readonly subsets: readonly number[];
}

export async function run(
  method: Method,
  changed: Partial<DistillPlan> = {},
  context: Partial<DistillContext> = {},
): Promise<Run> {
  const folder = await temporaryFolder();
  const kept: { path: string; after: readonly string[] }[] = [];
  const subsets: number[] = [];
  const distilled = await distill(planOf(method, changed), {
    engine: cpuEngine(),
    data: dataOf(windows, subsets),
    dataKey: "windows",
    keeper: {
      async stage({ path, after }, produce) {
        kept.push({ path, after });
        await mkdir(join(folder, path), { recursive: true });
        await produce(join(folder, path));
        return { key: path, folder: join(folder, path) };
      },
    },
    folderOf: (role) => role,
    clock: () => new Date(0),
    ...context,
  });
  return { ...distilled, kept, subsets };
}
