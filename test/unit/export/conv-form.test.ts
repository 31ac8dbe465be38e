import { describe, expect, test } from "vitest";
import { chooseConvForm } from "#export/choose-conv-form";
import { type ConvForm, convFormOf, inConvForm, otherConvForm } from "#export/conv-form";
import { quantizeModel } from "#export/quantize/quantize-model";
import { Graph } from "#graph/graph";
import { workingOpset } from "#graph/opset/working-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import type { CreateSession } from "#runtime/session";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { runGraph } from "#test/support/run-graph";

const networks = [
  ["cnn1d-tiny", builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", builtNetwork(dsCnn1d)],
  ["eegnet", builtNetwork(eegnet)],
] as const;

const ranksOf = (graph: Graph) =>
  graph.nodesOf("Conv").map(({ inputs }) => inputs[0]!.shape.length);

describe.each(networks)("%s", (_, network) => {
  const { graph } = exportedModel(network);
  const feeds = waves(network, 5, 1) as Parameters<typeof runGraph>[1];

  test("answers alike in both forms, there and back", async () => {
    expect([convFormOf(graph), otherConvForm(graph)]).toEqual(["2d", "1d"]);
    const flat = inConvForm(graph, "1d");
    const back = inConvForm(flat, "2d");
    expect(ranksOf(flat)).toContain(3);
    expect(ranksOf(back)).toEqual(ranksOf(graph));
    expect([convFormOf(flat), otherConvForm(flat)]).toEqual(["1d", "2d"]);
    const want = (await runGraph(graph, feeds)).logits!.data as Float32Array;
    for (const form of [flat, back]) {
      expect(verifyModel(encodeModel(form, { valueInfo: true })).problems).toEqual([]);
      const answers = [...((await runGraph(form, feeds)).logits!.data as Float32Array)];
      for (const [i, x] of answers.entries()) expect(x).toBeCloseTo(want[i]!, 4);
    }
  });

  test("a form is a copy, with a hash of its own", () => {
    const before = ranksOf(graph);
    const flat = inConvForm(graph, "1d");
    expect(ranksOf(graph)).toEqual(before);
    expect(flat.metadata.get("content_sha256")).not.toBe(graph.metadata.get("content_sha256"));
    expect(flat.metadata.get("inputs")).toBe(graph.metadata.get("inputs"));
  });
});

test("the form is seen in a file that states no shapes inside", () => {
  const { graph } = exportedModel(builtNetwork(cnn1dTiny));
  for (const form of ["1d", "2d"] as const)
    expect(convFormOf(decodeModel(encodeModel(inConvForm(graph, form))))).toBe(form);
});

test("a network without convolutions over time has one form", async () => {
  const graph = new Graph("dense");
  const x = graph.input("x", "float32", ["batch", 4]);
  const weight = graph.constant(new Float32Array(8).fill(1), [4, 2]);
  graph.output("logits", graph.add("MatMul", [x, weight], ["batch", 2]));
  expect(otherConvForm(graph)).toBeUndefined();
  const chosen = await chooseConvForm(graph, "auto", [createSession], workingOpset);
  expect(chosen).toEqual({ graph, reason: "none that could be said otherwise" });
});

/** The real runtime, which runs models of one form many times over. */
function slowWith(slow: ConvForm): CreateSession {
  return async (model, options) => {
    const session = await createSession(model, options);
    if (convFormOf(decodeModel(model)) !== slow) return session;
    const run: typeof session.run = async (feeds) => {
      for (let i = 0; i < 20; i++) await session.run(feeds);
      return session.run(feeds);
    };
    return { ...session, run };
  };
}

describe("what is chosen", () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);

  test.each([
    ["1d", "2d", /^convolutions of height 1; 1-D convolutions take [\d.]+ times as long on onnx/],
    ["2d", "1d", /^1-D convolutions; convolutions of height 1 take [\d.]+ times as long on onnx/],
  ] as const)("where %s is slow: %s, and why", async (slow, fast, why) => {
    const chosen = await chooseConvForm(graph, "auto", [slowWith(slow)], workingOpset);
    expect(convFormOf(chosen.graph)).toBe(fast);
    expect(chosen.reason).toMatch(why);
    const ratio = Number(/[\d.]+ times/.exec(chosen.reason)![0].split(" ")[0]);
    expect(ratio).toBeGreaterThan(1);
  });

  test("what was asked for is not measured", async () => {
    const none: readonly CreateSession[] = [];
    const flat = await chooseConvForm(graph, "1d", none, workingOpset);
    expect(flat.reason).toBe("1-D convolutions");
    expect(convFormOf(flat.graph)).toBe("1d");
    const { reason } = await chooseConvForm(graph, "auto", none, workingOpset);
    expect(reason).toBe("convolutions of height 1; nothing was measured");
  });
});

describe("quantizing", () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const calibration = [waves(network, 32, 1)];
  const options = { calibration, createSession, measureFloat: true } as const;

  test("races both forms of what computes in float, and compares the two", async () => {
    const given = { ...options, scheme: "weight-int8", target: "cpu", prefer: "size" } as const;
    const { measured, reason, conv, title } = await quantizeModel(graph, given);
    const titles = ["float", "weight-int8 cast-scale"];
    expect(measured.map((each) => each.title).sort()).toEqual(
      titles.flatMap((each) => [each, `${each}, 1-D convolutions`]),
    );
    const other = conv ? "convolutions of height 1" : "1-D convolutions";
    expect(title.endsWith("1-D convolutions")).toBe(conv !== undefined);
    expect(reason).toMatch(new RegExp(`, of 2 files; ${other} take [\\d.]+ times as long on onnx`));
  });

  test("integers keep the model's own form", async () => {
    const { measured } = await quantizeModel(graph, { ...options, target: "cpu" });
    const flat = measured.filter(({ title }) => title.includes("1-D"));
    expect(flat.map(({ title }) => title)).toEqual(["float, 1-D convolutions"]);
  });

  test.each(["float", "static-int8", "weight-int4"])(
    "%s in the form that was asked for",
    async (scheme) => {
      const given = { ...options, scheme, target: "cpu", conv: "1d", prefer: "size" } as const;
      const { measured, graph: small, change } = await quantizeModel(graph, given);
      expect(measured.filter(({ title }) => title.includes("convolutions"))).toEqual([]);
      expect(convFormOf(small)).toBe("1d");
      expect(change.outputError).toBeLessThan(0.2);
    },
  );

  test("nothing races where nothing is measured", async () => {
    const { measured } = await quantizeModel(graph, { ...options, scheme: "fp16", target: "mcu" });
    expect(measured.map(({ title }) => title)).toEqual(["fp16 cast", "float"]);
  });
});
