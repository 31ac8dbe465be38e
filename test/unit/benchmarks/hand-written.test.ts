/** A file written by hand is a fair opponent: it answers like the exported one. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { handWritten } from "#benchmarks/exporting/hand-written";
import { exportOnnx } from "#export/export-onnx";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { expectClose, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const [batch, length] = [2, 21];
const channels = ["x", "y", "z"];
const normalization = {
  acc: { mean: Float32Array.of(0.1, 0, -0.2), sd: Float32Array.of(1, 2, 0.5) },
};

/** With statistics as after a training. */
function moved() {
  const inputs = [{ modality: "acc", length, channels: channels.length, sampleRate: 50 }];
  const network = cnn1dTiny.build({ inputs, classes: 4, seed: 1 }, cnn1dTiny.options);
  for (const [i, layer] of network.model.layers.entries()) {
    if (layer.getClassName() !== "BatchNormalization") continue;
    const weights = layer.getWeights();
    layer.setWeights(weights.map((x, j) => x.add(((i + j) % 3) / 4)));
  }
  return network;
}

async function answers(bytes: Uint8Array) {
  const session = await createOrtNodeSession(bytes);
  const data = randomArray(batch * length * 3, 5);
  const outputs = await session.run({
    acc: { dtype: "float32", shape: [batch, length, 3], data },
  });
  await session.release();
  return outputs;
}

test.each(["1d", "2d"] as const)("%s: its answers are those of the exported file", async (form) => {
  const network = moved();
  const signals = { acc: { length, channels, sampleRate: 50, unit: "g" } };
  const classes = ["a", "b", "c", "d"];
  const { bytes } = exportOnnx(network, { normalization, signals, classes });
  const [ours, theirs] = [
    await answers(bytes),
    await answers(handWritten(network, normalization, form)),
  ];
  for (const name of ["logits", "probabilities"]) {
    expect(theirs[name]!.shape).toEqual([batch, 4]);
    expectClose(theirs[name]!.data as Float32Array, ours[name]!.data as Float32Array, {
      absolute: 1e-5,
    });
  }
});
