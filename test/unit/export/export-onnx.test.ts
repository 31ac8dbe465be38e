import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Tensor, tensor } from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { exportOnnx, writeOnnx } from "#export/export-onnx";
import { readMetadata } from "#export/metadata";
import { printGraph } from "#graph/print";
import { decodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { createOrtNodeSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { shallowConvNet } from "#students/shallow-conv-net";
import {
  builtNetwork,
  classes,
  exportedModel,
  normalizationOf,
  waves,
} from "#test/support/exported";
import { python, pythonHas } from "#test/support/python";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose } from "#test/support/tensors";

const network = builtNetwork(cnn1dTiny);
const model = exportedModel(network);
const inputs = waves(network, 5, 3);

/** The trained network's own answer to raw windows. */
function trainedLogits() {
  const { mean, sd } = normalizationOf(network).acc!;
  const { data, shape } = inputs.acc!;
  const standardised = data.map((x, i) => (x - mean[i % 3]!) / sd[i % 3]!);
  const [logits] = network.model.predict(tensor(standardised, shape)) as Tensor[];
  return { data: logits!.dataSync() as Float32Array, shape: logits!.shape };
}

test("the graph of cnn1d-tiny, as text", () => {
  const window = (pads: number) =>
    `dilations=[1, 1], group=1, kernel_shape=[1, ${2 * pads + 1}], pads=[0, ${pads}, 0, ${pads}], strides=[1, 1]`;
  const pool = "kernel_shape=[1, 2], pads=[0, 0, 0, 0], strides=[1, 2]";
  expect(printGraph(model.graph)).toBe(`graph cnn1d_tiny
in acc: float32[batch, 64, 3]
layout: float32[batch, 3, 64] = Transpose(acc) {perm=[0, 2, 1]}
layout/reshape: float32[batch, 3, 1, 64] = Reshape(layout, <-1, 3, 1, 64>)
acc_centre: float32[batch, 3, 1, 64] = Sub(layout/reshape, float32[3, 1, 1])
acc_scale: float32[batch, 3, 1, 64] = Div(acc_centre, float32[3, 1, 1])
conv1: float32[batch, 16, 1, 64] = Conv(acc_scale, float32[16, 3, 1, 5], float32[16]) {${window(2)}}
conv1_relu: float32[batch, 16, 1, 64] = Relu(conv1)
pool1: float32[batch, 16, 1, 32] = MaxPool(conv1_relu) {${pool}}
conv2: float32[batch, 32, 1, 32] = Conv(pool1, float32[32, 16, 1, 5], float32[32]) {${window(2)}}
conv2_relu: float32[batch, 32, 1, 32] = Relu(conv2)
pool2: float32[batch, 32, 1, 16] = MaxPool(conv2_relu) {${pool}}
conv3: float32[batch, 64, 1, 16] = Conv(pool2, float32[64, 32, 1, 3], float32[64]) {${window(1)}}
conv3_relu: float32[batch, 64, 1, 16] = Relu(conv3)
features: float32[batch, 64, 1, 1] = GlobalAveragePool(conv3_relu)
layout/reshape_1: float32[batch, 64] = Reshape(features, <-1, 64>)
logits: float32[batch, 4] = Gemm(layout/reshape_1, float32[64, 4], float32[4])
probabilities: float32[batch, 4] = Softmax(logits) {axis=1}
out logits: float32[batch, 4]
out probabilities: float32[batch, 4]
`);
});

test("the file computes what the network computes, for any batch size", async () => {
  const session = await createOrtNodeSession(model.bytes);
  const { logits, probabilities } = await session.run(inputs);
  expectClose(logits!.data as Float32Array, trainedLogits().data, { absolute: 1e-5 });
  const row = (probabilities!.data as Float32Array).subarray(0, classes.length);
  expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  await session.release();
});

test("the file says what it needs and where it comes from", () => {
  const provenance = { dataset: "demo", seed: "3" };
  const graph = decodeModel(exportedModel(network, { provenance }).bytes);
  verifyGraph(graph);
  expect(readMetadata(graph)).toEqual({
    labels: classes,
    inputs: { acc: { length: 64, channels: ["c0", "c1", "c2"], sampleRate: 50, unit: "g" } },
    provenance,
  });
  expect(graph.metadata.get("content_sha256")).toMatch(/^[0-9a-f]{64}$/);
});

test("conv: 1d exports operations of rank 3, in fewer layout changes", () => {
  const { graph } = exportedModel(network, { conv: "1d" });
  for (const op of ["Conv", "MaxPool", "GlobalAveragePool"]) {
    for (const node of graph.nodesOf(op)) expect(node.outputs[0]!.shape).toHaveLength(3);
  }
  expect(graph.nodesOf("Reshape")).toHaveLength(1);
});

test("conv: 1d takes weights that the graph computes, and answers as 2d does", async () => {
  const eeg = [{ modality: "eeg", length: 128, channels: 6, sampleRate: 128 }];
  const decoder = builtNetwork(shallowConvNet as NetworkEntry, {}, eeg);
  const answers = [];
  for (const conv of ["1d", "2d"] as const) {
    const session = await createOrtNodeSession(exportedModel(decoder, { conv }).bytes);
    answers.push((await session.run(waves(decoder, 3, 1))).logits!.data as Float32Array);
    await session.release();
  }
  expectClose(answers[0]!, answers[1]!, { absolute: 1e-4, relative: 1e-4 });
});

describe("writing", () => {
  test("happens where the logits agree", async () => {
    const path = join(await temporaryFolder(), "model.onnx");
    const parity = await writeOnnx(
      path,
      model,
      { inputs, logits: trainedLogits() },
      createOrtNodeSession,
    );
    expect(parity).toMatchObject({ ok: true, windows: 5, changedClasses: 0 });
    expect(existsSync(path)).toBe(true);
  });

  test("is refused where they do not", async () => {
    const path = join(await temporaryFolder(), "model.onnx");
    const logits = trainedLogits();
    logits.data[7]! += 0.01;
    const writing = writeOnnx(path, model, { inputs, logits }, createOrtNodeSession);
    await expect(writing).rejects.toThrow(/was not written: its logits differ .* by 0\.0100/);
    expect(existsSync(path)).toBe(false);
  });
});

describe("options that do not fit are refused", () => {
  const given = { normalization: normalizationOf(network), classes, signals: {} };
  const signals = { acc: { length: 64, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" } };
  const bad = { acc: { mean: new Float32Array(3), sd: Float32Array.of(1, 0, 1) } };
  test.each([
    ["class count", { ...given, signals, classes: ["walk"] }, /4 outputs for 1 classes/],
    ["missing modality", given, /modality "acc" needs/],
    ["zero deviation", { ...given, signals, normalization: bad }, /not finite and positive/],
    ["operator set", { ...given, signals, opset: 12 }, /from 13 to 26; got 12/],
  ])("%s", (_, options, message) => {
    expect(() => exportOnnx(network, options)).toThrow(message);
  });
});

test.skipIf(!pythonHas("onnx"))(
  "the ONNX checker accepts the file (needs python3 with onnx)",
  () => {
    const check =
      "import onnx, sys; onnx.checker.check_model(sys.stdin.buffer.read(), full_check=True)";
    execFileSync(python, ["-c", check], { input: model.bytes });
  },
);
