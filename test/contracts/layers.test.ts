/** Every layer: recorded and run by onnxruntime = tf.js on its CPU backend, in inference and in training. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  concat,
  grads,
  input,
  type LayersModel,
  model,
  models,
  mul,
  reshape,
  type Scalar,
  type SymbolicTensor,
  serialization,
  setBackend,
  sum,
  type Tensor,
  tensor,
  layers as tfLayers,
  type Variable,
  variableGrads,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { sizeOf } from "#core/signal";
import { withBorrowedVariables } from "#record/borrow";
import { registerLayers } from "#record/layers/register-layers";
import { type NoiseSource, withTrainingForms } from "#record/layers/training-forms";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, randomArray } from "#test/support/tensors";
import { type LayerSample, layerSamples, layersLeftOut, recordedAs } from "./layer-samples.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const batch = 3;

/** The sample as a model whose weights are all drawn at random, biases too. */
function modelOf({ shapes }: LayerSample, network: LayerSample["network"]): LayersModel {
  const inputs = shapes.map((shape) => input({ shape: [...shape] }));
  const built = model({ inputs, outputs: network(inputs) as SymbolicTensor });
  for (const [i, weight] of built.weights.entries()) {
    const drawn = randomArray(sizeOf(weight.shape as number[]), 50 + i, [-0.8, 0.8]);
    const positive = weight.originalName.endsWith("variance");
    weight.write(tensor(positive ? drawn.map((x) => x + 1) : drawn, weight.shape as number[]));
  }
  return built;
}

interface Feed {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

function feedsOf({ shapes, integers }: LayerSample, size: number): Record<string, Feed> {
  const feeds = shapes.map((rest, i): [string, Feed] => {
    const shape = [size, ...rest];
    const data = randomArray(sizeOf(shape), 7 + i, integers ? [0, integers] : [-2, 2]);
    return [`x${i}`, { shape, data: integers ? data.map(Math.floor) : data }];
  });
  return Object.fromEntries(feeds);
}

const tensorsOf = (feeds: Readonly<Record<string, Feed>>) =>
  Object.values(feeds).map(({ data, shape }) => tensor(data, [...shape]));

/** All outputs of a model in one vector. */
function apply(network: LayersModel, xs: readonly Tensor[], training: boolean): Tensor {
  const outputs = network.apply(xs.length === 1 ? xs[0]! : [...xs], { training });
  return concat([outputs as Tensor].flat().map((y) => reshape(y, [-1])));
}

/** Loss that weighs each output differently, its gradients by input and weight, and the statistics afterwards. */
function trainingOnce(
  { comesFirst }: LayerSample,
  network: LayersModel,
  xs: readonly Tensor[],
): Record<string, Tensor> {
  const loss = (...inputs: Tensor[]): Scalar => {
    const y = apply(network, inputs, true);
    return sum(mul(y, tensor(randomArray(y.size, 5)))) as Scalar;
  };
  const results: Record<string, Tensor> = { loss: loss(...xs) };
  const statistics = network.nonTrainableWeights.map((weight) => weight.read());
  for (const [i, statistic] of statistics.entries())
    results[`statistic${i}`] = reshape(statistic, [-1]);
  if (!comesFirst) {
    for (const [i, gradient] of grads(loss)([...xs]).entries()) results[`dx${i}`] = gradient;
  }
  const variables = network.trainableWeights.map((weight) => weight.read() as Variable);
  if (variables.length > 0) {
    const found = variableGrads(() => loss(...xs), variables).grads;
    for (const [i, { name }] of variables.entries()) results[`dw${i}`] = found[name]!;
  }
  return results;
}

/** The same numbers in the same order, eager and recorded. */
function noises() {
  const feeds: Record<string, Feed> = {};
  const draw = (shape: readonly number[]): string => {
    const drawn = Object.keys(feeds).length;
    feeds[`noise_${drawn}`] = { shape, data: randomArray(sizeOf(shape), 900 + drawn, [0, 1]) };
    return `noise_${drawn}`;
  };
  const source: NoiseSource = (shape) => tensor(feeds[draw(shape)]!.data, [...shape]);
  return { draw, source, feeds };
}

const named = layerSamples.map((sample) => [`${sample.layer} ${sample.form}`, sample] as const);

describe.each(named)("%s", (_, sample) => {
  test("inference: any batch", async () => {
    const network = modelOf(sample, sample.network);
    const reference = modelOf(sample, sample.equal ?? sample.network);
    const first = sample.fixedBatch ? batch : null;
    const graph = record({ name: "layer", models: [network] }, (recorder) => {
      const xs = sample.shapes.map((shape, i) => recorder.input(`x${i}`, [first, ...shape]));
      const outputs = network.apply(xs.length === 1 ? xs[0]! : xs, { training: false });
      for (const [i, y] of [outputs as Tensor].flat().entries()) recorder.output(`y${i}`, y);
    });
    for (const size of sample.fixedBatch ? [batch] : [1, batch]) {
      const feeds = feedsOf(sample, size);
      const results = await runGraph(graph, feeds);
      const xs = tensorsOf(feeds);
      const expected = [reference.apply(xs.length === 1 ? xs[0]! : xs, { training: false })].flat();
      for (const [i, y] of (expected as Tensor[]).entries()) {
        expect(results[`y${i}`]!.shape).toEqual(y.shape);
        expectClose(results[`y${i}`]!.data as Float32Array, y.dataSync());
      }
    }
  });

  test("training: outputs, gradients by inputs and weights, statistics", async () => {
    const network = modelOf(sample, sample.network);
    const reference = modelOf(sample, sample.equal ?? sample.network);
    const feeds = feedsOf(sample, batch);
    const variables = network.weights.map((weight) => weight.read() as Variable);
    const eagerNoise = noises();
    const run = () => trainingOnce(sample, reference, tensorsOf(feeds));
    const expected =
      sample.reference === "ours" ? withTrainingForms([reference], eagerNoise.source, run) : run();
    const weights = network.weights.map((weight, i): [string, Feed] => [
      `w${i}`,
      { data: weight.read().dataSync() as Float32Array, shape: weight.shape as number[] },
    ]);
    const recordedNoise = noises();
    const graph = withBorrowedVariables(variables, () =>
      record({ name: "layer", purpose: "training", models: [network] }, (recorder) => {
        for (const [i, weight] of network.weights.entries()) {
          weight.write(recorder.input(`w${i}`, weight.shape as number[]));
        }
        const xs = Object.entries(feeds).map(([name, { shape }]) => recorder.input(name, shape));
        const noise: NoiseSource = (shape) => recorder.input(recordedNoise.draw(shape), shape);
        const results = withTrainingForms([network], noise, () =>
          trainingOnce(sample, network, xs),
        );
        for (const [name, result] of Object.entries(results)) recorder.output(name, result);
      }),
    );
    if (sample.reference === "ours") expect(recordedNoise.feeds).toEqual(eagerNoise.feeds);
    const results = await runGraph(graph, {
      ...feeds,
      ...Object.fromEntries(weights),
      ...recordedNoise.feeds,
    });
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      expectClose(results[name]!.data as Float32Array, value.dataSync(), {
        absolute: 1e-4,
        relative: 1e-3,
      });
    }
  });
});

const classes = named.filter(([name, { recordedOnly }]) => /^[A-Z]/.test(name) && !recordedOnly);

test.each(classes)("%s: saved and loaded it is the same", async (_, sample) => {
  registerLayers();
  const network = modelOf(sample, sample.network);
  const saved = JSON.parse(network.toJSON() as string);
  const loaded = await models.modelFromJSON(saved);
  loaded.setWeights(network.getWeights());
  const xs = tensorsOf(feedsOf(sample, batch));
  expectClose(apply(loaded, xs, false).dataSync(), apply(network, xs, false).dataSync());
});

test("every class of layers is registered", () => {
  registerLayers();
  const known = serialization.SerializationMap.getMap().classNameMap;
  const files = readdirSync("src/record/layers").map((file) =>
    readFileSync(join("src/record/layers", file), "utf8"),
  );
  const names = files.flatMap(
    (text) => /static readonly className = "(\w+)"/.exec(text)?.[1] ?? [],
  );
  expect(names.filter((name) => !(name in known))).toEqual([]);
  expect(names.filter((name) => !layerSamples.some(({ layer }) => layer === name))).toEqual([]);
});

test("every layer of tf.js is tried, or left out with a reason", () => {
  const tried = new Set(layerSamples.map(({ layer }) => layer));
  const aliases = /^(avgPool|globalMaxPool\dd|maxPool\dd)/;
  const known = Object.keys(tfLayers).filter((name) => /^[a-z]/.test(name) && !aliases.test(name));
  expect(known.filter((name) => !tried.has(name) && !(name in layersLeftOut))).toEqual([]);
});

test("the page of layers says what is tried here", async () => {
  const names = [...new Set(layerSamples.map(({ layer }) => layer))].sort(byLetter);
  const rows = names.map((name) => {
    const forms = layerSamples.filter(({ layer, form }) => layer === name && form !== "");
    const tried = forms.map(({ form }) => form).join("; ");
    return `| \`${name}\` | ${tried} | ${recordedAs[name] ?? ""} |`;
  });
  const left = Object.entries(layersLeftOut).map(([name, why]) => `| \`${name}\` | ${why} |`);
  const page = `${introduction}
| layer | forms tried | recorded as |
| --- | --- | --- |
${rows.join("\n")}

## Left out

| layer | because |
| --- | --- |
${left.join("\n")}
`;
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "../../docs/layers.md"));
});

const byLetter = (a: string, b: string) => a.toLowerCase().localeCompare(b.toLowerCase(), "en");

const introduction = `# Layers

What a network may be built of. Names in lower case are those of \`tf.layers\`, the others are classes of wristill in
\`src/record/layers\`. Each form below is recorded and run by onnxruntime: for inference with any batch, and for training
with the gradients by inputs and weights and the running statistics; all must equal tf.js on its CPU backend
(\`test/contracts/layers.test.ts\`, which writes this page). Where the last column is empty, the layer records as the
kernels that tf.js calls in it. A layer of your own records too, if it is made of such kernels.
`;
