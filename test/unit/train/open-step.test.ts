import {
  initializers,
  input,
  layers,
  model,
  type SymbolicTensor,
  setBackend,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network } from "#core/network";
import { pack, unpack } from "#core/pack";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { demoStep } from "#test/support/demo-student";
import { randomArray } from "#test/support/tensors";
import type { Arrays, TrainingState } from "#train/engine";
import { recordedEngine, recordStep } from "#train/engines/recorded";
import { groupWeights, openForward, openStep } from "#train/open-step";
import { packForward, packStep } from "#train/pack-step";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** Has dropout, so that a step wants noise. */
function network(): Network {
  const window = input({ shape: [16, 3] });
  const pooled = layers.globalAveragePooling1d().apply(window) as SymbolicTensor;
  const normal = layers.batchNormalization().apply(pooled) as SymbolicTensor;
  const features = layers.dropout({ rate: 0.5 }).apply(normal) as SymbolicTensor;
  const kernelInitializer = initializers.glorotUniform({ seed: 1 });
  const logits = layers.dense({ units: 3, kernelInitializer }).apply(features) as SymbolicTensor;
  return {
    model: model({ inputs: window, outputs: [logits, features] }),
    taps: ["features"],
    inputs: [{ modality: "acc", length: 16, channels: 3 }],
  };
}

const batch: Arrays = {
  acc: { shape: [4, 16, 3], data: randomArray(192, 1) },
  labels: { shape: [4, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0) },
};

describe("a packed step", () => {
  test("runs as it does where it was recorded, to the bit", async () => {
    const step = demoStep(network(), 4);
    const recorded = await recordedEngine(createOrtNodeSession, { threads: 1 }).compileStep(
      step,
      new Random(3),
    );
    const opened = await openStep(packStep(step), { random: new Random(3) });
    for (let i = 0; i < 4; i++) {
      expect(await opened.run(batch, 1e-2)).toEqual(await recorded.run(batch, 1e-2));
    }
    expect(opened.state).toEqual(recorded.state);
    await Promise.all([opened.release(), recorded.release()]);
  });

  test("goes on from a state that was kept as text", async () => {
    const text = packStep(demoStep(network(), 4));
    const [whole, halves] = await Promise.all(
      [1, 2].map(() => openStep(text, { random: new Random(3) })),
    );
    for (let i = 0; i < 4; i++) await whole!.run(batch, 1e-2);
    for (let i = 0; i < 2; i++) await halves!.run(batch, 1e-2);
    halves!.state = unpack<TrainingState>(pack(halves!.state), "state.json");
    for (let i = 0; i < 2; i++) await halves!.run(batch, 1e-2);
    expect(halves!.state).toEqual(whole!.state);
    await Promise.all([whole!.release(), halves!.release()]);
  });

  test("that is not whole is refused by name", async () => {
    const text = packStep(demoStep(network(), 4)).slice(0, 1000);
    const opening = openStep(text, { random: new Random(3), name: "step.json" });
    await expect(opening).rejects.toThrow("step.json is not whole");
  });
});

describe("a recorded forward pass", () => {
  test("answers with the weights handed in", async () => {
    const student = network();
    const { initial } = recordStep(demoStep(student, 4));
    const opened = await openForward(packForward(student));
    const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
    const compiled = await engine.compileForward(student);
    const weights = groupWeights(initial);
    const { acc } = batch;
    expect(await opened.run(weights, { acc: acc! })).toEqual(
      await compiled.run(weights, { acc: acc! }),
    );
    await Promise.all([opened.release(), compiled.release()]);
  });

  test("weights are those of the group named", () => {
    const [own, other] = [Float32Array.of(1), Float32Array.of(2)];
    const state = { step: 1, arrays: { "a/parameters": own, "b/parameters": other } };
    expect(groupWeights(state, "b")).toEqual({
      parameters: other,
      statistics: new Float32Array(0),
    });
    expect(() => groupWeights(state)).toThrow(/no "parameters"\n.*arrays: a\/parameters/);
  });
});
