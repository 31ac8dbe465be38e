/** An exported graph computed by tf.js answers as onnxruntime answers, in both engines, and its layers have the gradients of the network it came from. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { graphNetwork, noRounding } from "#compress/graph-network";
import { unreplayable } from "#compress/replay";
import type { Network, NetworkEntry } from "#core/network";
import { Random } from "#core/random";
import { type Attributes, Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { bilstmS } from "#students/bilstm-s";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { gru } from "#students/gru";
import { sccnet } from "#students/sccnet";
import { tcn } from "#students/tcn";
import { tinyHar } from "#students/tiny-har";
import { resnet181d } from "#teachers/resnet18-1d";
import { builtNetwork, exportedModel, normalizationOf, waves } from "#test/support/exported";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const eeg = [{ modality: "eeg", length: 128, channels: 6, sampleRate: 128 }];
const students: readonly (readonly [string, () => Network])[] = [
  ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", () => builtNetwork(dsCnn1d)],
  ["tcn", () => builtNetwork(tcn)],
  ["resnet18-1d", () => builtNetwork(resnet181d)],
  ["eegnet", () => builtNetwork(eegnet as NetworkEntry, {}, eeg)],
  ["gru", () => builtNetwork(gru)],
  ["bilstm-s", () => builtNetwork(bilstmS)],
  ["tiny-har", () => builtNetwork(tinyHar)],
  ["sccnet", () => builtNetwork(sccnet as NetworkEntry, {}, eeg)],
];

/** Windows as training sees them, and as the file takes them. */
function windowsFor(network: Network) {
  const normalization = normalizationOf(network);
  const raw = waves(network, 6, 9);
  const standardised = Object.entries(raw).map(([name, { data, shape }]) => {
    const { mean, sd } = normalization[name]!;
    const channels = shape[2];
    const scaled = data.map((x, i) => (x - mean[i % channels]!) / sd[i % channels]!);
    return [name, { data: scaled, shape }] as const;
  });
  return { normalization, raw, standardised: Object.fromEntries(standardised) };
}

describe.each(students)("%s", (_name, build) => {
  test.each(["2d", "1d"] as const)("answers as its file, convolutions %s", async (conv) => {
    const network = build();
    const { bytes } = exportedModel(network, { conv });
    const { normalization, raw, standardised } = windowsFor(network);
    const session = await createOrtNodeSession(bytes);
    const { logits } = await session.run(raw);
    await session.release();
    const again = graphNetwork(decodeModel(bytes), { normalization, rounding: noRounding });
    for (const engine of [recordedEngine(createOrtNodeSession), cpuEngine()]) {
      const forward = await engine.compileForward(again);
      const found = await forward.run(readWeights(again.model), standardised);
      await forward.release();
      expect(found.logits!.shape).toEqual(logits!.shape);
      const scale = Math.max(1, ...(logits!.data as Float32Array).map(Math.abs));
      for (const [i, z] of found.logits!.data.entries())
        expect(Math.abs(z - Number(logits!.data[i]))).toBeLessThan(2e-4 * scale);
    }
  });
});

const average = (attributes: Attributes) => {
  const graph = new Graph("average");
  const x = graph.input("acc", "float32", ["batch", 9, 3]);
  const perm = { attributes: { perm: [0, 2, 1] } };
  const turned = graph.add("Transpose", [x], ["batch", 3, 9], perm);
  const pool = { kernel_shape: [3], strides: [2], pads: [1, 1], ...attributes };
  const y = graph.add("AveragePool", [turned], ["batch", 3, 5], { attributes: pool });
  const ints = (...values: number[]) =>
    graph.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
  const last = graph.add("Slice", [y, ints(1), ints(4), ints(-1)], ["batch", 3, 3]);
  graph.output("logits", graph.add("Reshape", [last, ints(-1, 9)], ["batch", 9]));
  return encodeModel(graph, { valueInfo: true });
};

test.each([{}, { count_include_pad: 1 }])(
  "means at the edge, and a slice counted from the last axis, with %j",
  async (attributes) => {
    const bytes = average(attributes);
    const data = new Random(4).normals(6 * 9 * 3);
    const windows = { acc: { dtype: "float32" as const, shape: [6, 9, 3] as const, data } };
    const session = await createOrtNodeSession(bytes);
    const { logits } = await session.run(windows);
    await session.release();
    const normalization = { acc: { mean: new Float32Array(3), sd: new Float32Array(3).fill(1) } };
    const again = graphNetwork(decodeModel(bytes), { normalization, rounding: noRounding });
    const forward = await recordedEngine(createOrtNodeSession).compileForward(again);
    const found = await forward.run(readWeights(again.model), windows);
    await forward.release();
    for (const [i, z] of found.logits!.data.entries())
      expect(z).toBeCloseTo(Number(logits!.data[i]), 5);
  },
);

test("slices that turn back, and ELUs of another slope, are no ops that are replayed", () => {
  const graph = new Graph("other");
  const x = graph.input("acc", "float32", ["batch", 9, 3]);
  const ints = (...values: number[]) =>
    graph.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
  const elu = graph.add("Elu", [x], x.shape, { attributes: { alpha: 0.5 } });
  graph.add("Slice", [elu, ints(8), ints(-10), ints(1), ints(-1)], x.shape);
  for (const node of graph.nodes) {
    const alone = { ...graph, nodes: [node] } as Graph;
    expect(unreplayable(alone)).toBe(node);
  }
});
