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
