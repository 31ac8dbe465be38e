/** Two roads to one training: recorded and run by onnxruntime, or eager on tf.js's CPU backend. */
import {
  add,
  type LayersModel,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  setBackend,
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
import { createOrtWebSession } from "#runtime/ort-web";
import * as students from "#students/entries";
import * as teachers from "#teachers/entries";
import { expectClose, randomArray } from "#test/support/tensors";
import type { Arrays, Engine } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { adam, adamw, type Optimizer, sgd } from "#train/optimizers";
import type { StepDefinition } from "#train/step";
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

async function train(engine: Engine, step: StepDefinition, network: Network, steps: number) {
  const compiled = await engine.compileStep(step, new Random(3));
  const losses: number[] = [];
  for (let i = 0; i < steps; i++)
    losses.push((await compiled.run(feeds(network, 20 + i), 3e-3)).loss!);
  const { state } = compiled;
  await compiled.release();
  return { losses, state };
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

describe("twenty steps", () => {
  test.each(Object.entries(networks))(
    "%s: recorded in onnxruntime = eager tf.js",
    async (_, build) => {
      const [a, b] = [build(), build()];
      const before = weightsOfModel(a.model);
      const eager = await train(cpuEngine(), definition(b, adam), b, 20);
      const recorded = await train(
        recordedEngine(createOrtNodeSession),
        definition(a, adam),
        a,
        20,
      );
      expectClose(recorded.losses, eager.losses, { absolute: 1e-4, relative: 2e-3 });
      expectClose(recorded.state.arrays.statistics!, eager.state.arrays.statistics!, {
        absolute: 1e-3,
        relative: 1e-2,
      });
      expect(recorded.losses[0]).not.toBeCloseTo(recorded.losses[19]!, 3);
      expect(weightsOfModel(a.model)).toEqual(before); // recording lends the weights and gives them back
    },
  );

  test.each([adamw, sgd])("$name", async (optimizer) => {
    const [a, b] = [networks["cnn1d-tiny"](), networks["cnn1d-tiny"]()];
    const eager = await train(cpuEngine(), definition(b, optimizer), b, 20);
    const recorded = await train(
      recordedEngine(createOrtNodeSession),
      definition(a, optimizer),
      a,
      20,
    );
    expectClose(recorded.state.arrays.parameters!, eager.state.arrays.parameters!, {
      absolute: 2e-3,
      relative: 2e-2,
    });
  });
});

test("a frozen teacher inside the step teaches and does not change", async () => {
  const [a, b] = [networks["cnn1d-tiny"](), networks["cnn1d-tiny"]()];
  const teacher = networks.wrn1d();
  const before = weightsOfModel(teacher.model);
  const eager = await train(cpuEngine(), definition(b, adam, teacher), b, 5);
  const recorded = await train(
    recordedEngine(createOrtNodeSession),
    definition(a, adam, teacher),
    a,
    5,
  );
  expectClose(recorded.losses, eager.losses, { absolute: 1e-4, relative: 2e-3 });
  expect(weightsOfModel(teacher.model)).toEqual(before);
});

test("the same step runs in WebAssembly", async () => {
  const [a, b] = [networks["ds-cnn1d"](), networks["ds-cnn1d"]()];
  const native = await train(recordedEngine(createOrtNodeSession), definition(a, adam), a, 5);
  const web = await train(
    recordedEngine(createOrtWebSession, { threads: 1 }),
    definition(b, adam),
    b,
    5,
  );
  expectClose(web.losses, native.losses, { absolute: 1e-4, relative: 1e-3 });
});

test("with one thread the same seed gives the same bytes", async () => {
  const run = () => {
    const network = networks.fuse();
    return train(
      recordedEngine(createOrtNodeSession, { threads: 1 }),
      definition(network, adam),
      network,
      8,
    );
  };
  expect((await run()).state).toEqual((await run()).state);
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
