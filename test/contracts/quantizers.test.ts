import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { graphCost } from "#export/cost";
import type { Corrections } from "#export/quantize/correct";
import { type QuantizeOptions, quantizeModel } from "#export/quantize/quantize-model";
import * as rangeMethods from "#export/quantize/ranges/entries";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import { quantizeTargets } from "#export/quantize/targets";
import type { Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import type { CreateSession, HostTensors } from "#runtime/session";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { tinyHar } from "#students/tiny-har";
import { wrn1d } from "#teachers/wrn1d";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";

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

const none: Corrections = { equalize: false, rounding: "nearest", bias: false };

const rms = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
const apart = (a: Float32Array, b: Float32Array) => rms(a.map((x, i) => x - b[i]!)) / rms(b);

const networks = [
  ["cnn1d-tiny", builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", builtNetwork(dsCnn1d)],
  ["tiny-har", builtNetwork(tinyHar)],
  ["wrn1d", builtNetwork(wrn1d, { depth: 10, width: 1 })],
] as const;

test.each([
  ["export/quantize/schemes", schemes],
  ["export/quantize/ranges", rangeMethods],
])("every file of %s is listed under its name", (folder, entries) => {
  const files = readdirSync(folder).filter((file) => file !== "entries.ts");
  expect(Object.values(entries).map(({ name }) => `${name}.ts`)).toEqual(files.sort());
  for (const { source, summary } of Object.values(entries)) {
    expect(source).toMatch(/\w/);
    expect(summary).toMatch(/^\w.*[^.]$/);
  }
});

test("targets are listed under their names", () => {
  for (const [key, { name }] of Object.entries(quantizeTargets)) expect(name).toBe(key);
});

describe.each(networks)("%s", (_, network) => {
  const model = exportedModel(network);
  const test64 = waves(network, 64, 9);
  const calibration = [1, 2, 3, 4].map((seed) => waves(network, 64, seed));
  const quantized = (options: Partial<QuantizeOptions>) =>
    quantizeModel(model.graph, { calibration, createSession, target: "cpu", ...options });

  describe.each(Object.values<Scheme>(schemes))("$name", (scheme) => {
    test("every form verifies, follows the float model, and answers alike", async () => {
      const float = await logitsOf(model.bytes, test64);
      const { tensors } = await quantized({ target: "mcu", corrections: none });
      const ranges = new Map(tensors.map((tensor) => [tensor.name, tensor]));
      const source = {
        graph: model.graph,
        ranges,
        weightBits: 8,
        keep: new Set<string>(),
      } as const;
      const before = JSON.stringify(model.graph.nodes.map(({ op }) => op));
      const answers: Float32Array[] = [];
      for (const form of scheme.forms) {
        const { graph } = form.build(source);
        verifyGraph(graph);
        const domains = new Set(graph.nodes.map(({ domain }) => domain));
        expect(form.portable && domains.has("com.microsoft")).toBe(false);
        const bytes = encodeModel(graph);
        expect(graph.nodes.length).toBe(decodeModel(bytes).nodes.length);
        answers.push(await logitsOf(bytes, test64));
        expect(
          apart(await logitsOf(bytes, test64, createOrtWebSession), answers.at(-1)!),
        ).toBeLessThan(0.02);
      }
      const bits4 = scheme.name === "weight-int4";
      for (const answer of answers) {
        expect(apart(answer, float)).toBeLessThan(bits4 ? 0.4 : 0.06);
        expect(apart(answer, float)).toBeGreaterThan(0);
        expect(apart(answer, answers[0]!)).toBeLessThan(0.03);
      }
      expect(JSON.stringify(model.graph.nodes.map(({ op }) => op))).toBe(before);
    });

    test("the chosen file is smaller, says why, and comes out the same again", async () => {
      const options = { scheme: scheme.name, target: "mcu" } as const;
      const [a, b] = [await quantized(options), await quantized(options)];
      expect(a.bytes).toEqual(b.bytes);
      expect(a.scheme).toBe(scheme.name);
      expect(a.reason).toContain(a.form);
      expect(a.bytes.length).toBeLessThan(
        model.bytes.length * (scheme.name === "weight-int4" ? 0.5 : 0.8),
      );
      expect(a.change.windows).toBe(256);
      expect(a.calibrationWindows).toBe(scheme.calibrated ? 256 : 0);
    });

    test("a layer that is kept stays float", () => {
      const { graph, keep, left } = withKept(model.graph, scheme);
      expect([...left(graph)]).toEqual(expect.arrayContaining([...keep]));
    });
  });

  test.each(Object.values(rangeMethods))(
    "ranges by $name follow the float model",
    async (method) => {
      const { change } = await quantized({ ranges: method.name, target: "mcu", corrections: none });
      // divergence weighs no distances: of sine waves, which stay at their extremes, it clips much
      expect(change.outputError).toBeLessThan(method.name === "entropy" ? 0.3 : 0.06);
    },
  );

  test("static int8 holds every weighted layer as integers, in 42 % of the bytes", async () => {
    const { graph, bytes } = await quantized({ target: "mcu" });
    const isMatrix = (shape: readonly unknown[]) => shape.filter((n) => n !== 1).length > 1;
    const large = graph
      .constants()
      .filter(({ shape, data }) => isMatrix(shape) && data!.length >= 64);
    expect(new Set(large.map(({ dtype }) => dtype))).toEqual(new Set(["int8"]));
    expect(bytes.length).toBeLessThan(0.42 * model.bytes.length);
    const { macs } = graphCost(graph);
    expect(macs).toBe(model.cost.macs);
  });
});

/** They keep layers as float16, or with 8 bits. */
const others = new Set(["mixed", "weight-int4"]);

/** The scheme's first form with the first layer kept, and the names of layers whose weights are real constants. */
function withKept(source: Graph, scheme: Scheme) {
  const first = source.nodes.find(({ op }) => op === "Conv")!;
  const keep = new Set([first.name]);
  const weight = first.inputs[1]!.data!;
  const wide = { low: -8, high: 8 };
  const ranges = new Map(
    source.nodes.flatMap(({ outputs }) => outputs.map((it) => [it.name, wide])),
  );
  for (const { name } of source.inputs) ranges.set(name, wide);
  const { graph } = scheme.forms[0]!.build({ graph: source, ranges, weightBits: 8, keep });
  const left = (it: Graph) =>
    it.nodes
      .filter(({ op, inputs }) => op === "Conv" && holds(inputs[1], weight.length))
      .map(({ name }) => name);
  return { graph, keep: others.has(scheme.name) ? [] : keep, left };
}

const holds = (value: Graph["inputs"][number] | undefined, size: number) =>
  value?.data instanceof Float32Array && value.data.length === size;

describe("choices", () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const calibration = [waves(network, 32, 1), waves(network, 32, 2)];

  test("the reason names the winner and the field, and every rival was measured", async () => {
    const { reason, measured, title } = await quantizeModel(graph, { calibration, createSession });
    expect(reason.startsWith(`${title} is the fastest on onnxruntime-node `)).toBe(true);
    expect(reason).toMatch(/ and onnxruntime-web .*, of \d+ files$/);
    expect(measured.length).toBeGreaterThan(2);
    for (const { latency, bytes } of measured) {
      expect(Object.values(latency).every((time) => time > 0)).toBe(true);
      expect(bytes).toBeGreaterThan(0);
    }
  });

  test("auto keeps the budget and may stay float; by size it ships less", async () => {
    const auto = { calibration, createSession, scheme: "auto", target: "cpu" } as const;
    const fast = await quantizeModel(graph, { ...auto, prefer: "speed" });
    const small = await quantizeModel(graph, { ...auto, prefer: "size" });
    for (const { change } of [fast, small]) expect(change.outputError).toBeLessThanOrEqual(0.1);
    expect(fast.measured[0]!.title).toBe("float");
    expect(small.bytes.length).toBeLessThanOrEqual(
      Math.min(...small.measured.map(({ bytes }) => bytes)) * 1.1,
    );
  });

  test("for a microcontroller auto weighs integer schemes alone, and tells that no time was measured", async () => {
    const auto = { calibration, createSession, scheme: "auto", target: "mcu" } as const;
    const { measured, title, reason, graph: chosen } = await quantizeModel(graph, auto);
    const integers = Object.values<Scheme>(schemes).filter(({ calibrated }) => calibrated);
    expect(new Set(measured.map((each) => each.title.split(" ")[0]))).toEqual(
      new Set(["float", ...integers.map(({ name }) => name)]),
    );
    expect(reason).toBe(
      `${title} is the smallest, of ${measured.length} files; no time was measured`,
    );
    expect(chosen.nodesOf("QuantizeLinear").length).toBeGreaterThan(0);
  });

  test("a budget keeps the most sensitive layers in float until it holds", async () => {
    const options = { calibration, createSession, target: "mcu" } as const;
    const free = await quantizeModel(graph, options);
    const outputError = free.change.outputError / 2;
    const held = await quantizeModel(graph, { ...options, budget: { outputError } });
    expect(held.change.outputError).toBeLessThanOrEqual(outputError);
    expect(held.kept.length).toBeGreaterThan(0);
    expect(held.sensitivities.map(({ layer }) => layer)).toEqual(
      expect.arrayContaining([...held.kept]),
    );
    const errors = held.sensitivities.map((it) => it.outputError);
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  });

  test("no windows is a mistake of the caller", async () => {
    const quantizing = quantizeModel(graph, { calibration: [], createSession });
    await expect(quantizing).rejects.toThrow(/no windows came/);
  });

  test("an unknown scheme, range or target names the known ones", async () => {
    const options = { calibration, createSession };
    await expect(quantizeModel(graph, { ...options, scheme: "int9" })).rejects.toThrow(
      /static-int8/,
    );
    await expect(quantizeModel(graph, { ...options, ranges: "msee" })).rejects.toThrow(
      /did you mean "mse"/,
    );
  });

  test("seven-bit weights stay within ±63", async () => {
    const options = { calibration, createSession, weightBits: 7, target: "mcu" } as const;
    const quantized = await quantizeModel(graph, options);
    const weights = quantized.graph
      .constants()
      .filter(({ dtype, shape }) => dtype === "int8" && shape.length > 1); // the others are zero points
    expect(Math.max(...weights.flatMap(({ data }) => [...(data as Int8Array)].map(Math.abs)))).toBe(
      63,
    );
  });
});
