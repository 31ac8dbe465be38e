/** Every distillation method, trained for a moment on the demo's data. */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { branched } from "#benchmarks/methods/branched";
import type { NetworkEntry } from "#core/network";
import { mean, sd } from "#core/stats";
import { type Distilled, distill } from "#distill/distill";
import type { DistillPlan, NetworkPlan } from "#distill/distill-plan";
import { modelsOf } from "#distill/learner";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { exportOnnx } from "#export/export-onnx";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { normalizeWindows } from "#sensors/normalize";
import { parseConfig } from "#src/pipeline/config";
import { type PreparedData, prepareData, trainingData } from "#src/pipeline/prepare-data";
import { stageKey } from "#src/pipeline/stage-key";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { wrn1d } from "#teachers/wrn1d";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";
import { predictor } from "#train/predict";
import { readWeights, weightsOf } from "#train/weights";
import { rolesOf } from "./method-samples.ts";

const entries = Object.entries(methods) as unknown as readonly (readonly [string, Method])[];

const config = parseConfig(
  {
    data: {
      dataset: "demo",
      options: { subjects: 14, takes: 3 },
      modalities: { acc: { steps: 32 } },
      split: { test: 11, validation: 1 },
    },
    student: { network: "cnn1d-tiny", inputs: ["acc"] },
  },
  { source: "method-training.test.ts" },
);

let data: PreparedData;
let shared: string;
beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
  data = await prepareData(config);
  shared = await mkdtemp(join(tmpdir(), "wristill-methods-")); // what two methods train alike is trained once
});
afterAll(() => rm(shared, { recursive: true }));

const epochs = 30;
const training = (count: number) => ({
  epochs: count,
  batchSize: 30,
  optimizer: { entry: adam as never, options: adam.options },
  learningRate: 5e-3,
  schedule: { name: "cosine" },
  weightDecay: 1e-4,
  clipNorm: 1,
  earlyStopping: null,
});

function planOf(method: Method, teacherViews: number | undefined, seed: number): DistillPlan {
  const entryFor = (entry: unknown) =>
    method.needs.includes("branches") ? branched(entry as NetworkEntry) : (entry as NetworkEntry);
  const teacher: NetworkPlan = {
    entry: entryFor(wrn1d),
    options: { depth: 10, width: 1 },
    inputs: ["acc"],
  };
  const student = { entry: entryFor(cnn1dTiny), options: {}, inputs: ["acc"] };
  return {
    method,
    methodOptions: method.options,
    teachers: Object.fromEntries(rolesOf(method).map((role) => [role, teacher])),
    student,
    train: { teacher: training(epochs / 2), student: training(epochs) },
    teacherViews,
    crossFitFolds: undefined,
    seed,
  };
}

/** Trained, with the folders of what was trained by key. */
async function train(method: Method, teacherViews?: number, seed = 1) {
  const folders = new Map<string, string>();
  const distilled = await distill(planOf(method, teacherViews, seed), {
    engine: recordedEngine(createOrtNodeSession, { threads: 1 }),
    data: trainingData(config, data, seed),
    dataKey: "demo",
    keeper: {
      async stage(spec, produce) {
        const key = stageKey(spec);
        const folder = join(shared, `${spec.path}-${method.name}-${key.slice(0, 12)}`);
        const known = folders.get(key) ?? trainedBefore.get(key) ?? folder;
        if (known === folder) {
          await mkdir(folder, { recursive: true });
          await produce(folder);
        }
        folders.set(key, known);
        trainedBefore.set(key, known);
        return { key, folder: known };
      },
    },
    folderOf: (role) => role,
    clock: () => new Date(0),
  });
  return { ...distilled, folders };
}

const trainedBefore = new Map<string, string>();

/** Share of 330 windows, of eleven people nobody learnt from, that it names right. */
async function heldOutAccuracy({ student: { network } }: Distilled): Promise<number> {
  const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
  const runner = await predictor(engine, network);
  const unseen = normalizeWindows(data.raw.test, data.normalization);
  const { accuracy } = await runner.evaluate(readWeights(network.model), unseen);
  await runner.release();
  return accuracy;
}

/** What `none` reaches, less three standard deviations: over seeds, or where that is more, of a share of so many windows. Measured: 0.510 − 3 · 0.029. */
async function noiseBound(): Promise<number> {
  const alone = [];
  for (const seed of [1, 2, 3, 4, 5])
    alone.push(await heldOutAccuracy(await train(methods.none as Method, undefined, seed)));
  const average = mean(alone);
  const counting = Math.sqrt((average * (1 - average)) / data.raw.test.size);
  return average - 3 * Math.max(sd(alone), counting);
}

let bound: number;
beforeAll(async () => {
  bound = await noiseBound();
});

describe.each(entries)("%s", (_, method) => {
  test("on unseen people it is no worse than labels alone by more than noise; teachers stay as they are; nothing of it is exported", async () => {
    const views = method.needs.includes("live-teachers") ? undefined : 2;
    const trained = await train(method, views);
    const losses = trained.student.history.map(({ loss }) => loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(await heldOutAccuracy(trained)).toBeGreaterThan(bound);
    for (const teacher of trained.teachers) {
      const [key, ...peer] = teacher.key.split("/"); // a peer lies in its partner's folder
      const kept = await readFile(join(trained.folders.get(key!)!, ...peer, "learner.bin"));
      const { parameters, statistics } = weightsOf(modelsOf(teacher));
      const now = [parameters.read(), statistics.read()].map(({ buffer }) => Buffer.from(buffer));
      expect(Buffer.concat(now).equals(kept), teacher.role).toBe(true);
    }
    await expectOnlyTheNetwork(trained.student, trained.folders.get(trained.student.key)!);
  });
});

/** Parts stay out of what is saved and exported. */
async function expectOnlyTheNetwork({ network, parts }: Distilled["student"], folder: string) {
  const saved = await readFile(join(folder, "model.json"), "utf8");
  const { signals, classes } = data.raw.train;
  const { normalization } = data;
  const { graph } = exportOnnx(network, { normalization, signals, classes });
  const names = [...graph.nodes, ...graph.constants()].map(({ name }) => name).join();
  for (const { name } of Object.values(parts).flatMap((part) => part.model.layers)) {
    expect(saved).not.toContain(`"${name}"`);
    expect(names).not.toContain(name);
  }
  expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "probabilities"]);
}
