/** Every distillation method, trained for a moment on the demo's data. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Distilled, distill } from "#distill/distill";
import type { DistillPlan, NetworkPlan } from "#distill/distill-plan";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { exportOnnx } from "#export/export-onnx";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { parseConfig } from "#src/pipeline/config";
import { type PreparedData, prepareData, trainingData } from "#src/pipeline/prepare-data";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { wrn1d } from "#teachers/wrn1d";
import { temporaryFolder } from "#test/support/temporary-folder";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";
import { readWeights } from "#train/weights";

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
beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
  data = await prepareData(config);
});

const teacher: NetworkPlan = {
  entry: wrn1d as never,
  options: { depth: 10, width: 1 },
  inputs: ["acc"],
};
const student: NetworkPlan = {
  entry: cnn1dTiny as never,
  options: { filters: [8, 12, 16] },
  inputs: ["acc"],
};

const training = (epochs: number) => ({
  epochs,
  batchSize: 30,
  optimizer: { entry: adam as never, options: adam.options },
  learningRate: 5e-3,
  schedule: { name: "cosine" },
  weightDecay: 1e-4,
  clipNorm: null,
  earlyStopping: null,
});

function planOf(method: Method, epochs: number, teacherViews: number | undefined): DistillPlan {
  const roles = { none: [], one: ["a"], several: ["a", "b"] }[method.teachers];
  return {
    method,
    methodOptions: method.options,
    teachers: Object.fromEntries(roles.map((role) => [role, teacher])),
    student,
    train: { teacher: training(epochs / 2), student: training(epochs) },
    teacherViews,
    crossFitFolds: undefined,
    seed: 1,
  };
}

async function train(
  method: Method,
  epochs: number,
  teacherViews?: number,
): Promise<Distilled & { folder: string }> {
  const folder = await temporaryFolder();
  const distilled = await distill(planOf(method, epochs, teacherViews), {
    engine: recordedEngine(createOrtNodeSession, { threads: 1 }),
    data: trainingData(config, data, 1),
    dataKey: "demo",
    keeper: {
      async stage({ path }, produce) {
        const target = join(folder, path);
        await mkdir(target, { recursive: true });
        await produce(target);
        return { key: path, folder: target };
      },
    },
    folderOf: (role) => role,
    clock: () => new Date(0),
  });
  return { folder, ...distilled };
}

const lastAccuracy = ({ student: { history } }: Distilled) => history.at(-1)!.trainAccuracy!;
let alone: number | undefined;

describe.each(entries)("%s", (_, method) => {
  test("the loss falls, accuracy is not far below that of labels alone, teachers stay as they are", async () => {
    const trained = await train(method, 30);
    const losses = trained.student.history.map(({ loss }) => loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
    alone ??= lastAccuracy(await train(methods.none as Method, 30));
    expect(alone).toBeGreaterThan(0.5); // 10 classes
    expect(lastAccuracy(trained)).toBeGreaterThan(alone - 0.15);
    for (const { role, extended } of trained.teachers) {
      const kept = await readFile(join(trained.folder, role, "learner.bin"));
      const { parameters, statistics } = readWeights(extended.model);
      const now = Buffer.concat([Buffer.from(parameters.buffer), Buffer.from(statistics.buffer)]);
      expect(now.equals(kept), role).toBe(true);
    }
  });

  test("its parts are trained, and stay out of what is saved and exported", async () => {
    const { student: learner, folder } = await train(method, 2, 2);
    const { network } = learner;
    const parts = Object.values(learner.parts).flatMap(({ model }) => model.layers);
    const saved = await readFile(join(folder, "student", "model.json"), "utf8");
    const { signals, classes } = data.raw.train;
    const { normalization } = data;
    const { graph } = exportOnnx(network, { normalization, signals, classes });
    const names = [...graph.nodes, ...graph.constants()].map(({ name }) => name).join();
    for (const { name } of parts) {
      expect(saved).not.toContain(`"${name}"`);
      expect(names).not.toContain(name);
    }
    expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "probabilities"]);
  });
});
