/**
 * Eight students so small that weights of 4 bits cost them accuracy, and training that gives it back: on the windows they
 * learnt from, which are enough to tell; of people they never saw benchmarks/results/compress.md tells.
 */
import { setBackend } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { trainForScheme } from "#compress/quantize-aware";
import { teachDefaults } from "#compress/teach-graph";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { mean } from "#core/stats";
import { makeLearner } from "#distill/learner";
import { labelsOnly } from "#distill/lesson";
import { trainStage } from "#distill/train-stage";
import { exportOnnx } from "#export/export-onnx";
import { createJudge } from "#export/quantize/judge";
import { quantizeModel } from "#export/quantize/quantize-model";
import { weightInt4 } from "#export/quantize/schemes";
import { encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { demoWindows } from "#test/support/demo-student";
import { dataOf } from "#test/support/tiny-distillation";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";

const engine = recordedEngine(createSession, { threads: 1 });
const trainFor = (epochs: number) => ({
  ...{ epochs, batchSize: 16, learningRate: 5e-3, schedule: { name: "cosine" } },
  ...{ optimizer: { entry: adam as never, options: adam.options }, weightDecay: 0 },
  ...{ clipNorm: null, earlyStopping: null },
});

const feedOf = ({ signals, size }: WindowSet) => {
  const { data, length, channels } = signals.acc!;
  return { acc: { dtype: "float32" as const, shape: [size, length, channels.length], data } };
};

/** Accuracies: float, rounded as well as can be, and trained to be rounded. */
async function accuracies(seed: number, train: WindowSet) {
  const inputs = [{ modality: "acc", length: 128, channels: 3 }];
  const task = { inputs, classes: train.classes.length, seed };
  const student = cnn1dTiny.build(task, { ...cnn1dTiny.options, filters: [4, 4, 6] });
  const context = (name: string) => ({
    ...{ engine, data: { ...dataOf(train), validation: undefined }, task: name },
    random: new Random(seed).fork(name),
  });
  const spec = { ...{ lesson: labelsOnly, options: {}, peers: {}, constants: {}, memory: {} } };
  await trainStage(
    { ...spec, learner: makeLearner(student), teachers: [], train: trainFor(60), keep: "last" },
    context("student"),
  );
  const normalization = { acc: { mean: new Float32Array(3), sd: new Float32Array(3).fill(1) } };
  const { classes, signals } = train;
  const { graph } = exportOnnx(student, { normalization, signals, classes });
  const calibration = [feedOf(train)];
  const trained = await trainForScheme(
    graph,
    {
      ...{ scheme: weightInt4, teacher: student, train: trainFor(30), normalization },
      ...{ ...teachDefaults, ranges: "mse", calibration, createSession },
    },
    context("aware"),
  );
  const rounded = await quantizeModel(graph, {
    ...{ scheme: "weight-int4", target: "mcu", calibration, createSession },
  });
  const source = { ...trained, weightBits: 8, keep: new Set<string>() } as const;
  const aware = encodeModel(weightInt4.forms[0]!.build(source).graph);
  const trial = { feeds: [feedOf(train)], labels: train.labels };
  const judge = await createJudge(encodeModel(graph), trial, createSession);
  const [a, b] = [await judge(rounded.bytes), await judge(aware)];
  return {
    float: a.accuracy!.float,
    rounded: a.accuracy!.quantized,
    trained: b.accuracy!.quantized,
  };
}

test("weights of 4 bits cost two points, and training for them gives them back", async () => {
  quietTf();
  await setBackend("cpu");
  const { train } = await demoWindows();
  const found: Awaited<ReturnType<typeof accuracies>>[] = [];
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) found.push(await accuracies(seed, train));
  const of = (key: "float" | "rounded" | "trained") => mean(found.map((each) => each[key]));
  expect(of("rounded")).toBeLessThan(of("float") - 0.01); // 2.3 points
  expect(of("trained")).toBeGreaterThan(of("rounded") + 0.01); // 2.0 points
}, 240_000);
