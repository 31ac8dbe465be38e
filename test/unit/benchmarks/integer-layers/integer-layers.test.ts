import { expect, test } from "vitest";
import { integerLayersTable } from "#benchmarks/integer-layers/integer-layers-table";
import { layerAlone } from "#benchmarks/integer-layers/layer-alone";
import { measureIntegerLayers } from "#benchmarks/integer-layers/measure-integer-layers";
import type { WindowSet } from "#core/signal";
import { staticInt8 } from "#export/quantize/schemes/static-int8";
import { verifyGraph } from "#graph/verify";
import { machineFacts } from "#runtime/machine";
import { tinyHar } from "#students/tiny-har";
import { builtNetwork, exportedModel, length } from "#test/support/exported";
import { inProcessHost } from "#test/support/in-process-host";
import { runGraph } from "#test/support/run-graph";
import { randomArray } from "#test/support/tensors";

const { graph, bytes } = exportedModel();

test("a layer alone has its shapes, its ReLU and one number to say; its frame lacks only the layer", async () => {
  const conv = graph.nodes.find(({ name }) => name === "conv2")!;
  const { layer, frame } = layerAlone(conv);
  for (const each of [layer, frame]) {
    verifyGraph(each);
    expect(each.inputs[0]!.shape).toEqual([1, 16, 1, length / 2]);
    expect(each.outputs[0]!.shape).toEqual([1, 1, 1, 1]);
  }
  expect(layer.nodes.map(({ op }) => op)).toEqual(["Conv", "Relu", "Slice"]);
  expect(frame.nodes.map(({ op }) => op)).toEqual(["Slice"]);
  const data = randomArray(16 * (length / 2), 3);
  const { y } = await runGraph(frame, { x: { shape: [1, 16, 1, length / 2], data } });
  expect([...(y!.data as Float32Array)]).toEqual([data[0]]);
});

test("rows of one window are counted where they are a multiple of the batch", () => {
  const har = exportedModel(builtNetwork(tinyHar));
  const gemm = har.graph.nodes.find(({ op }) => op === "Gemm")!;
  const [rows] = gemm.inputs[0]!.shape;
  expect(rows).toMatch(/^\d+\*batch$/);
  expect(layerAlone(gemm).layer.inputs[0]!.shape[0]).toBe(Number.parseInt(`${rows}`, 10));
});

test("every form, every layer and every layer by itself are measured and told", async () => {
  const data = randomArray(8 * length * 3, 1);
  const channels = ["c0", "c1", "c2"];
  const signal = { data, length, channels, sampleRate: 50, unit: "g" };
  const eight = Array<string>(8).fill("one");
  const rows = { subjects: eight, recordings: eight, labels: new Int32Array(8), classes: ["a"] };
  const train: WindowSet = { size: 8, signals: { acc: signal }, ...rows };
  const host = inProcessHost();
  const report = await measureIntegerLayers("small", { bytes, train }, { cpu: host, wasm: host });
  expect(report.files.map(({ title }) => title)).toEqual(staticInt8.forms.map(({ name }) => name));
  const names = ["conv1", "conv2", "conv3", "logits"];
  expect(report.layers.map(({ layer }) => layer)).toEqual(names);
  expect(report.oneByOne.map(({ title }) => title)).toEqual([...names, "none, again"]);
  expect(report.layers.map(({ product }) => product !== undefined)).toEqual([
    ...[true, true, true, false],
  ]);
  const [first] = report.layers;
  expect(first).toMatchObject({ form: "Conv 16x3x1x5", macs: length * 16 * 3 * 5 });
  const table = integerLayersTable({ machine: machineFacts(), networks: [report] });
  expect(table).toMatch(/\| \*\*together\*\* \| \d+ k(?: \| [\d.]+){6} \|/);
  expect(table.match(/^\| gather-matmul-integer \|/gm)).toHaveLength(1);
});
