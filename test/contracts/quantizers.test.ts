import { describe, expect, test } from "vitest";
import { graphCost } from "#export/cost";
import { type QuantizeOptions, quantizeInt8 } from "#export/quantize/quantize-int8";
import { rangeMethods } from "#export/quantize/ranges";
import { decodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import type { CreateSession, HostTensors } from "#runtime/session";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { wrn1d } from "#teachers/wrn1d";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";

const ranges = Object.keys(rangeMethods) as (keyof typeof rangeMethods)[];

async function logitsOf(
  model: Uint8Array,
  feeds: HostTensors,
  create: CreateSession = createSession,
) {
  const session = await create(model);
  try {
    return (await session.run(feeds)).logits!.data as Float32Array;
  } finally {
    await session.release();
  }
}

const rms = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);

describe.each([
  ["cnn1d-tiny", builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", builtNetwork(dsCnn1d)],
  ["wrn1d", builtNetwork(wrn1d, { depth: 10, width: 1 })],
] as const)("%s", (_, network) => {
  const model = exportedModel(network);
  const test64 = waves(network, 64, 9);
  const quantized = (options: Partial<QuantizeOptions>) => {
    const calibration = [1, 2, 3, 4].map((seed) => waves(network, 64, seed));
    return quantizeInt8(model.graph, { calibration, createSession, ...options });
  };

  test.each(ranges)(
    "%s: both forms follow the float model and agree with each other",
    async (method) => {
      const float = await logitsOf(model.bytes, test64);
      const qdq = await quantized({ ranges: method, target: "portable" });
      const fastest = await quantized({ ranges: method, target: "auto" });
      for (const { graph, bytes, calibrationWindows } of [qdq, fastest]) {
        verifyGraph(graph);
        verifyGraph(decodeModel(bytes));
        expect(calibrationWindows).toBe(256);
        const int8 = await logitsOf(bytes, test64);
        const difference = int8.map((x, i) => x - float[i]!);
        expect(rms(difference)).toBeLessThan(0.06 * rms(float));
        expect(rms(difference)).toBeGreaterThan(0); // it is another model, after all
      }
    },
  );

  test("every weighted layer is int8, in a third of the bytes", async () => {
    const { graph, bytes, form } = await quantized({});
    const isMatrix = (shape: readonly unknown[]) => shape.filter((n) => n !== 1).length > 1;
    const weights = graph.constants().filter(({ shape }) => isMatrix(shape));
    expect(new Set(weights.map(({ dtype }) => dtype))).toEqual(new Set(["int8"]));
    const left = graph.nodes.filter(({ op }) => op === "Conv" || op === "Gemm").length;
    expect(left === 0).toBe(form === "qlinear-conv-channels-last");
    expect(bytes.length).toBeLessThan(0.42 * model.bytes.length);
    const { macs, parameters } = graphCost(graph);
    const deviations = form === "qdq" ? 0 : 3; // of the input's channels: part of a scale now
    expect([macs, parameters + deviations]).toEqual([model.cost.macs, model.cost.parameters]);
  });

  test("quantizing leaves the float graph as it was, and is reproducible", async () => {
    const before = model.graph.nodes.length;
    const [a, b] = [
      await quantized({ target: "portable" }),
      await quantized({ target: "portable" }),
    ];
    expect(model.graph.nodes).toHaveLength(before);
    expect(a.bytes).toEqual(b.bytes);
  });

  test("WebAssembly gives the same answers", async () => {
    const { bytes } = await quantized({ target: "portable" });
    const [native, wasm] = [
      await logitsOf(bytes, test64),
      await logitsOf(bytes, test64, createOrtWebSession),
    ];
    const difference = native.map((x, i) => x - wasm[i]!);
    expect(rms(difference)).toBeLessThan(0.02 * rms(native));
  });
});

test("the reason names what was measured", async () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const calibration = [waves(network, 8, 1)];
  const { reason } = await quantizeInt8(graph, { calibration, createSession });
  expect(reason).toMatch(/onnxruntime-node .*: qdq [\d.]+ µs and \d+ bytes, qlinear/);
});

test("no windows is a mistake of the caller", async () => {
  const { graph } = exportedModel();
  const quantizing = quantizeInt8(graph, { calibration: [], createSession });
  await expect(quantizing).rejects.toThrow(/no windows came/);
});

test("seven-bit weights stay within ±63", async () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const options = { calibration: [waves(network, 8, 1)], createSession, weightBits: 7 } as const;
  const quantized = await quantizeInt8(graph, { ...options, target: "portable" });
  const weights = quantized.graph.constants().filter(({ dtype }) => dtype === "int8");
  expect(Math.max(...weights.flatMap(({ data }) => [...(data as Int8Array)].map(Math.abs)))).toBe(
    63,
  );
});
