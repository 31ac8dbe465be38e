/** Every distillation method, trained for a moment on the demo's data. */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { branched } from "#benchmarks/methods/branched";
import type { NetworkEntry } from "#core/network";
import { type Distilled, distill } from "#distill/distill";
import type { DistillPlan, NetworkPlan } from "#distill/distill-plan";
import { modelsOf } from "#distill/learner";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { exportOnnx } from "#export/export-onnx";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { parseConfig } from "#src/pipeline/config";
import { type PreparedData, prepareData, trainingData } from "#src/pipeline/prepare-data";
import { stageKey } from "#src/pipeline/stage-key";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { wrn1d } from "#teachers/wrn1d";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";
import { weightsOf } from "#train/weights";
import { rolesOf } from "./method-samples.ts";

const entries = Object.entries(methods) as unknown as readonly (readonly [string, Method])[];

const config = parseConfig(
  {
    data: {
      dataset: "demo",
      options: { subjects: 4, takes: 3 },
      modalities: { acc: { steps: 32 } },
      split: { test: 1, validation: 1 },
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

function planOf(method: Method, teacherViews: number | undefined): DistillPlan {
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
    seed: 1,
  };
}

/** Trained, with the folders of what was trained by key. */
async function train(method: Method, teacherViews?: number) {
  const folders = new Map<string, string>();
  const distilled = await distill(planOf(method, teacherViews), {
    engine: recordedEngine(createOrtNodeSession, { threads: 1 }),
    data: trainingData(config, data, 1),
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
const lastAccuracy = ({ student: { history } }: Distilled) => history.at(-1)!.trainAccuracy!;
let alone: number | undefined;

describe.each(entries)("%s", (_, method) => {
  test("accuracy is not far below that of labels alone; teachers stay as they are; nothing of it is exported", async () => {
    const views = method.needs.includes("live-teachers") ? undefined : 2;
    const trained = await train(method, views);
    const losses = trained.student.history.map(({ loss }) => loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    alone ??= lastAccuracy(await train(methods.none as Method));
    expect(alone).toBeGreaterThan(0.5); // 10 classes
    if (method.transform)
      expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!); // labels are mixed
    else expect(lastAccuracy(trained)).toBeGreaterThan(alone - 0.15);
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
