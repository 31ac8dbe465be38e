/** What layers do in a training step, beside what tf.layers does. */
import {
  fill,
  grads,
  input,
  type LayersModel,
  layers,
  mean,
  model,
  mul,
  ones,
  randomNormal,
  type Scalar,
  type SymbolicTensor,
  setBackend,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variableGrads,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { withTrainingForms } from "#record/layers/training-forms";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const noNoise = () => {
  throw new Error("no noise is wanted here");
};

function variableGradients(network: LayersModel, loss: () => Tensor): Tensor[] {
  const variables = network.trainableWeights.map((weight) => weight.read() as Variable);
  const { grads: found } = variableGrads(loss as () => Scalar, variables);
  return variables.map(({ name }) => found[name]!);
}

/** One layer as a model, so that it can be wrapped. */
function modelOf(layer: layers.Layer, shape: number[]): LayersModel {
  const x = input({ shape });
  return model({ inputs: x, outputs: layer.apply(x) as SymbolicTensor });
}

describe.each([
  ["[batch, time, channel]", [5, 3]],
  ["[batch, channel]", [3]],
] as const)("batch normalisation of %s", (_, shape) => {
  const build = () => {
    const built = modelOf(layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }), [...shape]);
    built.setWeights([
      tensor([0.5, 1.5, -2]),
      tensor([0.1, -0.3, 0.7]),
      tensor([1, 2, 3]),
      tensor([4, 5, 6]),
    ]);
    return built;
  };
  const batch = [4, ...shape];
  const ours = <T>(network: LayersModel, body: () => T) =>
    withTrainingForms([network], noNoise, body);
  const theirs = <T>(_network: LayersModel, body: () => T) => body();

  /** Output, gradients of a weighted sum, and moving statistics after one call in training. */
  function once(road: typeof ours): number[][] {
    const network = build();
    const x = randomTensor(batch, 3);
    const weights = randomTensor(batch, 4);
    const run = (input: Tensor) =>
      road(network, () => network.apply(input, { training: true }) as Tensor);
    const y = run(x);
    const statistics = network.getWeights().slice(2);
    const gradients = tidy(() => {
      const [dx] = grads((input: Tensor) => sum(mul(run(input), weights)))([x]);
      return [dx!, ...variableGradients(network, () => sum(mul(run(x), weights)))];
    });
    return [y, ...statistics, ...gradients].map((t) => [...t.dataSync()]);
  }

  test("forward, moving statistics and gradients are those of tf.layers", () => {
    const [own, reference] = [once(ours), once(theirs)];
    expect(own.length).toBe(6); // y, two statistics, dx, dγ, dβ
    for (const [i, values] of own.entries()) expectClose(values, reference[i]!, { absolute: 2e-5 });
  });

  test("outside of training the moving statistics are used, and stay", () => {
    const network = build();
    const x = randomTensor(batch, 3);
    const [a, b] = [ours, theirs].map((road) =>
      (road(network, () => network.apply(x, { training: false })) as Tensor).dataSync(),
    );
    expectClose(a!, b!);
    expect([...network.getWeights()[2]!.dataSync()]).toEqual([1, 2, 3]);
  });
});

describe("dropout", () => {
  const network = () => modelOf(layers.dropout({ rate: 0.4 }), [5]);

  test("drops where the noise handed in is below the rate, and scales the rest", () => {
    const shapes: (readonly number[])[] = [];
    const noise = (shape: readonly number[]) => {
      shapes.push(shape);
      return tensor([[0.1, 0.39, 0.4, 0.7, 0.99]]);
    };
    const dropping = network();
    const y = withTrainingForms([dropping], noise, () =>
      dropping.apply(fill([1, 5], 3), { training: true }),
    ) as Tensor;
    expectClose(y.dataSync(), [0, 0, 5, 5, 5]); // 3/(1 − 0.4)
    expect(shapes).toEqual([[1, 5]]);
  });

  test("keeps the expectation", () => {
    const dropping = network();
    const noise = (shape: readonly number[]) => randomTensor(shape, 8, [0, 1]);
    const y = withTrainingForms([dropping], noise, () =>
      dropping.apply(ones([4000, 5]), { training: true }),
    ) as Tensor;
    expect(mean(y).dataSync()[0]).toBeCloseTo(1, 1);
  });

  test("does nothing outside of training, nor at rate 0", () => {
    const x = randomTensor([2, 5], 1);
    const [dropping, never] = [network(), modelOf(layers.dropout({ rate: 0 }), [5])];
    const still = withTrainingForms([dropping], noNoise, () =>
      dropping.apply(x, { training: false }),
    );
    const zero = withTrainingForms([never], noNoise, () => never.apply(x, { training: true }));
    for (const y of [still, zero]) expectClose((y as Tensor).dataSync(), x.dataSync());
  });
});

/** The layer in training, on ones or a given input, with uniform numbers drawn anew for every call. */
function drawn(layer: layers.Layer, x: Tensor, seed = 8): Tensor {
  const network = modelOf(layer, x.shape.slice(1));
  let calls = seed;
  const noise = (shape: readonly number[]) => randomTensor(shape, calls++, [0, 1]);
  return withTrainingForms([network], noise, () => network.apply(x, { training: true })) as Tensor;
}

const meanOf = (x: Tensor) => mean(x).dataSync()[0]!;
const varianceOf = (x: Tensor) => meanOf(x.sub(mean(x)).square());

describe("layers with chance", () => {
  const normal = () => randomNormal([4000, 5], 0, 1, "float32", 3);

  test("alpha dropout keeps mean and variance of normal values", () => {
    const y = drawn(layers.alphaDropout({ rate: 0.3 }), normal());
    expect(meanOf(y)).toBeCloseTo(0, 1);
    expect(varianceOf(y)).toBeCloseTo(1, 1);
  });

  test("Gaussian dropout multiplies by numbers of mean 1 and variance rate/(1 − rate)", () => {
    const y = drawn(layers.gaussianDropout({ rate: 0.2 }), ones([4000, 5]));
    expect(meanOf(y)).toBeCloseTo(1, 1);
    expect(varianceOf(y)).toBeCloseTo(0.25, 1);
  });

  test("Gaussian noise adds its deviation", () => {
    const y = drawn(layers.gaussianNoise({ stddev: 0.5 }), ones([4000, 5]));
    expect(meanOf(y)).toBeCloseTo(1, 1);
    expect(varianceOf(y)).toBeCloseTo(0.25, 1);
  });

  test.each([
    ["spatial dropout", layers.spatialDropout1d({ rate: 0.5 })],
    ["a noise shape", layers.dropout({ rate: 0.5, noiseShape: [null, 1, 6] as never })],
  ] as const)("%s drops whole channels", (_, layer) => {
    const y = drawn(layer, ones([4, 7, 6]))
      .transpose([0, 2, 1])
      .reshape([24, 7]);
    const rows = y.arraySync() as number[][];
    expect(rows.every((row) => new Set(row).size === 1)).toBe(true);
    expect(new Set(rows.map(([first]) => first))).toEqual(new Set([0, 2]));
  });

  test("layers inside wrappers are reached", () => {
    const inner = layers.timeDistributed({ layer: layers.dropout({ rate: 0.5 }) });
    const y = drawn(inner, ones([4, 7, 6]));
    expect([...new Set(y.dataSync())].sort()).toEqual([0, 2]);
  });

  test("other noise, other values: stacked cells keep no mask", () => {
    const dropped = { units: 3, dropout: 0.5, recurrentDropout: 0.5 };
    const cells = [layers.simpleRNNCell(dropped), layers.lstmCell(dropped as never)];
    const layer = layers.rnn({ cell: cells as never });
    const x = randomTensor([2, 4, 3], 1);
    const [first, same, other] = [8, 8, 40].map((seed) => [...drawn(layer, x, seed).dataSync()]);
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

test("layers are themselves again afterwards, also after an error", () => {
  const network = modelOf(layers.dropout({ rate: 0.5 }), [2]);
  const layer = network.layers[1]!;
  const before = layer.call;
  expect(() =>
    withTrainingForms([network], noNoise, () => network.apply(ones([1, 2]), { training: true })),
  ).toThrow("no noise is wanted");
  expect(layer.call).toBe(before);
  expect(Object.hasOwn(layer, "call")).toBe(false);
});
