/** Two roads to one training: recorded and run by onnxruntime, or eager on tf.js's CPU backend. */
import {
  add,
  grad,
  initializers,
  type LayersModel,
  layers,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  sequential,
  setBackend,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network, Task } from "#core/network";
import { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import * as students from "#students/entries";
import * as teachers from "#teachers/entries";
import { expectClose, randomArray } from "#test/support/tensors";
import type { Arrays, Engine, TrainingState } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { adam, adamw, type Optimizer, sgd } from "#train/optimizers";
import { defineProgram, type StepProgram } from "#train/program";
import type { AnyStep, StepDefinition } from "#train/step";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const task = (modalities: readonly string[]): Task => ({
  inputs: modalities.map((modality) => ({
    modality,
    length: 16,
    channels: modality === "acc" ? 3 : 4,
  })),
  classes: 3,
  seed: 7,
});

const batch = 4;

function crossEntropy(logits: Tensor, labels: Tensor): Scalar {
  return neg(mean(sum(mul(labels, logSoftmax(logits)), -1)));
}

function definition(network: Network, optimizer: Optimizer, frozen?: Network): StepDefinition {
  const windows = (tensors: Readonly<Record<string, Tensor>>) =>
    network.inputs.map(({ modality }) => tensors[modality]!);
  return {
    name: "test",
    models: [network.model],
    inputs: {
      ...Object.fromEntries(
        network.inputs.map(({ modality, length, channels }) => [
          modality,
          [batch, length, channels],
        ]),
      ),
      labels: [batch, 3],
    },
    loss(tensors) {
      const { logits } = applyNetwork(network, windows(tensors), true);
      const hard = crossEntropy(logits, tensors.labels!);
      if (!frozen) return { loss: hard };
      const target = applyNetwork(frozen, windows(tensors), false).logits;
      return { loss: add(hard, crossEntropy(logits, target.softmax())), figures: { hard } };
    },
    optimizer: { entry: optimizer, options: optimizer.options },
    weightDecay: 1e-2,
    clipNorm: 1,
  };
}

function feeds(network: Network, seed: number): Arrays {
  const windows = network.inputs.map(({ modality, length, channels }, i) => {
    const shape = [batch, length, channels];
    return [modality, { shape, data: randomArray(batch * length * channels, seed + i) }] as [
      string,
      NdArray,
    ];
  });
  const labels = Float32Array.from({ length: batch * 3 }, (_, i) =>
    i % 3 === Math.floor(i / 3) % 3 ? 1 : 0,
  );
  return { ...Object.fromEntries(windows), labels: { shape: [batch, 3], data: labels } };
}

interface Trained {
  readonly figures: readonly Readonly<Record<string, number>>[];
  /** Before the first step and after each. */
  readonly states: readonly TrainingState[];
}

async function train(
  engine: Engine,
  step: AnyStep,
  steps: number,
  feed: (i: number) => Arrays,
): Promise<Trained> {
  const compiled = await engine.compileStep(step, new Random(3));
  const states = [compiled.state];
  const figures: Readonly<Record<string, number>>[] = [];
  for (let i = 0; i < steps; i++) {
    figures.push(await compiled.run(feed(i), 3e-3));
    states.push(compiled.state);
  }
  await compiled.release();
  return { figures, states };
}

const feedsFor = (network: Network) => (i: number) => feeds(network, 20 + i);
const losses = ({ figures }: Trained) => figures.map(({ loss }) => loss!);

/** ‖a − b‖ ÷ ‖b − start‖: how far apart two roads are, as a share of the way they went. */
function share(a: Float32Array, b: Float32Array, start: Float32Array): number {
  const distance = (x: Float32Array, y: Float32Array) =>
    Math.hypot(...x.map((value, i) => value - y[i]!));
  return distance(a, b) / distance(b, start);
}

/**
 * Figures and every array agree after every step. Rounding differs between the two (order of sums, fused products) and
 * training carries it on: after twenty steps arrays are apart by 2e-6 of the way they went; 1e-4 is allowed.
 */
function expectSameRoad(actual: Trained, expected: Trained): void {
  for (const [i, figures] of expected.figures.entries()) {
    for (const [name, figure] of Object.entries(figures))
      expectClose([actual.figures[i]![name]!], [figure]);
    const [got, wanted] = [actual.states[i + 1]!, expected.states[i + 1]!];
    expect(Object.keys(got.arrays)).toEqual(Object.keys(wanted.arrays));
    for (const [name, array] of Object.entries(wanted.arrays)) {
      const apart = share(got.arrays[name]!, array, expected.states[0]!.arrays[name]!);
      expect(apart, `${name} after step ${i + 1}`).toBeLessThan(1e-4);
    }
  }
}

const weightsOfModel = (model: LayersModel) => model.getWeights().flatMap((w) => [...w.dataSync()]);

const networks = {
  "cnn1d-tiny": () =>
    students.cnn1dTiny.build(task(["acc"]), { filters: [4, 6, 8], kernels: [5, 5, 3] }),
  "ds-cnn1d": () => students.dsCnn1d.build(task(["acc"]), { stem: 4, stages: [6, 8], kernel: 5 }),
  wrn1d: () => teachers.wrn1d.build(task(["acc"]), { depth: 10, width: 1 }),
  fuse: () =>
    teachers.fuse.build(task(["skeleton", "acc"]), {
      depth: 10,
      width: 1,
      hidden: 8,
      dropout: 0.5,
    }),
};

const native = recordedEngine(createOrtNodeSession);

describe("twenty steps: recorded in onnxruntime = eager tf.js", () => {
  const nesterov = { ...sgd, options: { momentum: 0.9, nesterov: true } };
  const cases: readonly (readonly [name: keyof typeof networks, by: string, entry: object])[] = [
    ["cnn1d-tiny", "adam", adam],
    ["cnn1d-tiny", "adamw", adamw],
    ["cnn1d-tiny", "nesterov", nesterov],
    ["ds-cnn1d", "sgd", sgd],
    ["wrn1d", "adam", adam],
    ["fuse", "adam", adam], // two inputs, dropout
  ];
  test.each(cases)("%s, %s", async (name, _, entry) => {
    const optimizer = entry as Optimizer;
    const [a, b] = [networks[name](), networks[name]()];
    const before = weightsOfModel(a.model);
    const eager = await train(cpuEngine(), definition(b, optimizer), 20, feedsFor(b));
    const recorded = await train(native, definition(a, optimizer), 20, feedsFor(a));
    expectSameRoad(recorded, eager);
    expect(losses(recorded)[0]).not.toBeCloseTo(losses(recorded)[19]!, 3);
    expect(weightsOfModel(a.model)).toEqual(before); // recording lends the weights and gives them back
  });
});

test("a frozen teacher inside the step teaches and does not change", async () => {
  const [a, b] = [networks["cnn1d-tiny"](), networks["cnn1d-tiny"]()];
  const teacher = networks.wrn1d();
  const before = weightsOfModel(teacher.model);
  const eager = await train(cpuEngine(), definition(b, adam, teacher), 5, feedsFor(b));
  const recorded = await train(native, definition(a, adam, teacher), 5, feedsFor(a));
  expectSameRoad(recorded, eager);
  expect(weightsOfModel(teacher.model)).toEqual(before);
});

/** Everything a program can do, in one step: an averaged teacher, a critic that hides persons, a bank, noise. */
function programOfAll(student: Network, teacher: Network): StepProgram {
  const critic = sequential({
    layers: [
      layers.dense({
        units: 6,
        activation: "relu",
        inputShape: [8],
        kernelInitializer: initializers.glorotUniform({ seed: 3 }),
      }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 2, kernelInitializer: initializers.glorotUniform({ seed: 4 }) }),
    ],
  });
  const optimizer = (entry: Optimizer) => ({ entry, options: entry.options });
  return defineProgram({
    name: "all",
    inputs: { acc: [batch, 16, 3], labels: [batch, 3] },
    groups: {
      student: { models: [student.model], optimizer: optimizer(adam as never), clipNorm: 1 },
      critic: {
        models: [critic],
        optimizer: optimizer(sgd as never),
        weightDecay: 1e-2,
        learningRateFactor: 3,
        updates: 2,
      },
      teacher: { models: [teacher.model] },
    },
    memory: { bank: { data: new Float32Array(2 * batch * 3).fill(0.1), shape: [2 * batch, 3] } },
    run({ inputs: { acc, labels }, minimize, parameters, assign, read, write, noise }) {
      const shaken = add(acc, mul(sub(noise(acc.shape), 0.5), 0.2));
      const persons = labels.slice([0, 0], [batch, 2]);
      const target = applyNetwork(teacher, [acc], true).logits;
      const features = applyNetwork(student, [shaken], true).taps.features!;
      const guess = (seen: Tensor) =>
        crossEntropy(critic.apply(seen, { training: true }) as Tensor, persons);
      minimize("critic", () => ({ loss: guess(features) }));
      const { loss: hidden } = minimize("critic", () => ({ loss: guess(features) }));
      const { loss, logits } = minimize("student", () => {
        const own = applyNetwork(student, [shaken], true);
        const near = mean(square(sub(own.logits, mean(read("bank"), 0))));
        const taught = add(
          crossEntropy(own.logits, labels),
          crossEntropy(own.logits, target.softmax()),
        );
        const total = sub(add(taught, mul(near, 0.1)), mul(guess(own.taps.features!), 0.5));
        return { loss: total as Scalar, logits: own.logits };
      });
      write("bank", read("bank").slice([batch, 0], [batch, 3]).concat(logits, 0));
      assign("teacher", add(mul(parameters("teacher"), 0.9), mul(parameters("student"), 0.1)));
      return { loss, hidden };
    },
  });
}

test("twenty steps of a program with groups, memory, averages and noise", async () => {
  const build = networks["cnn1d-tiny"];
  const [a, b] = [build(), build()];
  const recorded = await train(native, programOfAll(a, build()), 20, feedsFor(a));
  const eager = await train(cpuEngine(), programOfAll(b, build()), 20, feedsFor(b));
  expectSameRoad(recorded, eager);
  const [first, last] = [recorded.states[0]!.arrays, recorded.states[20]!.arrays];
  for (const name of Object.keys(first)) expect(last[name], name).not.toEqual(first[name]);
});

test("gradient of a gradient: the penalty of WGAN-GP on a critic with convolutions", async () => {
  const program = () => {
    const kernelInitializer = (seed: number) => initializers.glorotUniform({ seed });
    const critic = sequential({
      layers: [
        layers.conv1d({
          filters: 4,
          kernelSize: 3,
          strides: 2,
          activation: "tanh",
          inputShape: [16, 3],
          kernelInitializer: kernelInitializer(1),
        }),
        layers.flatten(),
        layers.dense({ units: 1, kernelInitializer: kernelInitializer(2) }),
      ],
    });
    return defineProgram({
      name: "gradient-penalty",
      inputs: { acc: [batch, 16, 3], labels: [batch, 3] },
      groups: {
        critic: { models: [critic], optimizer: { entry: adam as never, options: adam.options } },
      },
      run: ({ inputs: { acc, labels }, minimize }) =>
        minimize("critic", () => {
          const slopes = grad((x: Tensor) => sum(critic.apply(x) as Tensor))(acc);
          const norms = sqrt(add(sum(square(slopes), [1, 2]), 1e-8)); // [batch]
          const penalty: Scalar = mean(square(sub(norms, 1)));
          const right = mul(critic.apply(acc) as Tensor, labels.slice([0, 0], [batch, 1]));
          return { loss: add<Scalar>(penalty, mean(right)), penalty };
        }),
    });
  };
  const network = networks["cnn1d-tiny"]();
  const eager = await train(cpuEngine(), program(), 20, feedsFor(network));
  const recorded = await train(native, program(), 20, feedsFor(network));
  expectSameRoad(recorded, eager);
});

test("with one thread the same seed gives the same bytes", async () => {
  const run = () => {
    const network = networks.fuse();
    const single = recordedEngine(createOrtNodeSession, { threads: 1 });
    return train(single, definition(network, adam), 8, feedsFor(network));
  };
  expect((await run()).states.at(-1)).toEqual((await run()).states.at(-1));
});

test.each(Object.entries(networks))(
  "%s: the forward pass with weights handed in = tf.js",
  async (_, build) => {
    const network = build();
    const inputs = feeds(network, 5);
    const compiled = await recordedEngine(createOrtNodeSession).compileForward(network, [
      "features",
    ]);
    const eager = await cpuEngine().compileForward(network, ["features"]);
    const weights = readWeights(network.model);
    const [got, wanted] = [await compiled.run(weights, inputs), await eager.run(weights, inputs)];
    expectClose(got.logits!.data, wanted.logits!.data);
    expectClose(got.features!.data, wanted.features!.data);
  },
);
