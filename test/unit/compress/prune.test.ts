/** Pruning with training in between: goals are kept, zeros stay zeros, and the unpruned student teaches. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { graphNetwork, noRounding } from "#compress/graph-network";
import { type PruneGoal, pruneToGoal } from "#compress/prune";
import { magnitudeMasks, sparsityOf, zerosHeld } from "#compress/prune-weights";
import { teachDefaults } from "#compress/teach-graph";
import { Random } from "#core/random";
import { makeLearner } from "#distill/learner";
import { labelsOnly } from "#distill/lesson";
import { trainStage } from "#distill/train-stage";
import { graphCost } from "#export/cost";
import { exportOnnx } from "#export/export-onnx";
import { isWeighted } from "#export/quantize/plan";
import { weightOf } from "#export/quantize/weights";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { demoStudent, demoWindows } from "#test/support/demo-student";
import { builtNetwork, exportedModel, normalizationOf } from "#test/support/exported";
import { dataOf } from "#test/support/tiny-distillation";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";
import { evaluate, predictor } from "#train/predict";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
const trainFor = (epochs: number) => ({
  ...{ epochs, batchSize: 16, learningRate: 3e-3, schedule: { name: "cosine" } },
  ...{ optimizer: { entry: adam as never, options: adam.options }, weightDecay: 0 },
  ...{ clipNorm: null, earlyStopping: null },
});

/** The demo's student, trained for a while, and its graph. */
async function trainedStudent() {
  const { train, test: others } = await demoWindows();
  const student = demoStudent(train);
  const data = { ...dataOf(train), validation: others };
  await trainStage(
    {
      ...{ lesson: labelsOnly, options: {}, learner: makeLearner(student), peers: {} },
      ...{ constants: {}, memory: {}, teachers: [], train: trainFor(25), keep: "best" },
    },
    { engine, data, random: new Random(1), task: "student" },
  );
  const normalization = { acc: { mean: new Float32Array(3), sd: new Float32Array(3).fill(1) } };
  const { classes, signals } = train;
  const { graph } = exportOnnx(student, { normalization, signals, classes });
  const accuracyOf = async (it: Graph) => {
    const network = graphNetwork(it, { normalization, rounding: noRounding });
    const runner = await predictor(engine, network);
    const { logits } = await runner.predict(readWeights(network.model), others);
    await runner.release();
    return evaluate(logits!, others.labels).accuracy;
  };
  const prune = (
    goal: PruneGoal,
    epochs: number,
    steps = 3,
    teach: "logits" | "blocks" = "logits",
  ) =>
    pruneToGoal(
      graph,
      {
        ...{ goal, steps, teach, teacher: student, normalization, train: trainFor(epochs) },
        ...teachDefaults,
      },
      (step) => ({
        engine,
        data,
        random: new Random(2).fork(`step ${step}`),
        task: `prune ${step}`,
      }),
    );
  return { graph, accuracyOf, prune };
}

describe("the demo's student", () => {
  test("keeps a third of its multiplications, and training gives back what removal took", async () => {
    const { graph, accuracyOf, prune } = await trainedStudent();
    const macs = graphCost(graph).macs;
    const { graph: pruned, history } = await prune({ macs: 0.33 }, 30);
    expect(graphCost(pruned).macs).toBeLessThanOrEqual(0.33 * macs);
    expect(history.map((epochs) => epochs.length)).toEqual([10, 10, 10]);
    const { graph: barely } = await prune({ macs: 0.33 }, 1, 1);
    const [before, after, untrained] = [graph, pruned, barely].map(accuracyOf);
    expect(await after).toBeGreaterThan((await untrained!) + 0.1);
    expect(await after).toBeGreaterThan((await before!) - 0.1);
  }, 120_000);

  test("is taught block by block, too: the goal is kept, and training gives back as much", async () => {
    const { graph, accuracyOf, prune } = await trainedStudent();
    const { graph: pruned, history } = await prune({ macs: 0.33 }, 30, 3, "blocks");
    expect(graphCost(pruned).macs).toBeLessThanOrEqual(0.33 * graphCost(graph).macs);
    expect(await accuracyOf(pruned)).toBeGreaterThan((await accuracyOf(graph)) - 0.1);
    const losses = history.map((epochs) => [epochs[0]!.loss, epochs.at(-1)!.loss]);
    for (const [first, last] of losses) expect(last).toBeLessThan(first!);
  }, 120_000);

  test("keeps four tenths of its bytes, by counting the file", async () => {
    const { graph, prune } = await trainedStudent();
    const { graph: pruned } = await prune({ bytes: 0.4 }, 3);
    const bytesOf = (it: Graph) => encodeModel(it, { valueInfo: true }).length; // as the file is written
    expect(bytesOf(pruned)).toBeLessThanOrEqual(0.4 * bytesOf(graph));
  }, 120_000);

  test("has seven tenths of its weights at zero, where they stay while it trains", async () => {
    const { graph, accuracyOf, prune } = await trainedStudent();
    const { graph: sparse } = await prune({ sparsity: 0.7 }, 30);
    expect(sparsityOf(sparse)).toBeCloseTo(0.7, 2);
    expect(await accuracyOf(sparse)).toBeGreaterThan((await accuracyOf(graph)) - 0.15);
    expect(graphCost(sparse).macs).toBe(graphCost(graph).macs);
    const zeros = [...zerosHeld(sparse).values()].flatMap((mask) => [...mask]);
    expect(zeros.filter((kept) => kept === 0).length / zeros.length).toBeCloseTo(0.7, 2);
    expect(zerosHeld(graph).size).toBe(0);
  }, 120_000);
});

test("a goal that cannot be reached is refused before anything is trained", async () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const pruned = pruneToGoal(
    graph,
    {
      ...{ goal: { macs: 0.001 }, steps: 3, teach: "logits", teacher: network },
      ...{ normalization: normalizationOf(network), train: trainFor(3), ...teachDefaults },
    },
    () => {
      throw new Error("it trains");
    },
  );
  await expect(pruned).rejects.toThrow(/multiplications cannot be reached; the least is/);
});

test("masks hold the smallest weights of every layer, and of small layers none", () => {
  const { graph } = exportedModel();
  const masks = magnitudeMasks(graph, 0.5);
  for (const layer of graph.nodes.filter(isWeighted)) {
    const { data } = weightOf(layer);
    const mask = masks.get(`${layer.name}/weight`);
    expect(mask === undefined).toBe(data.length < 64);
    if (!mask) continue;
    const magnitudes = (kept: number) => [...data].filter((_, i) => mask[i] === kept).map(Math.abs);
    expect(magnitudes(0)).toHaveLength(Math.round(0.5 * data.length));
    expect(Math.max(...magnitudes(0))).toBeLessThanOrEqual(Math.min(...magnitudes(1)));
  }
});
