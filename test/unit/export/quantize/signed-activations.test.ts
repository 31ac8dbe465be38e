/** @file uint8 or int8 activations: one grid, counted in two ways, chosen by the target. */
import { describe, expect, test } from "vitest";
import { liftedModel } from "#export/lift/lifted-model";
import { insertQdq } from "#export/quantize/insert-qdq";
import { quantizeModel } from "#export/quantize/quantize-model";
import { copyGraph } from "#graph/copy-graph";
import { decodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { runGraph } from "#test/support/run-graph";

describe.each([
  ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", () => builtNetwork(dsCnn1d)],
] as const)("%s", (_, build) => {
  const network = build();
  const { graph } = exportedModel(network);
  const calibration = [waves(network, 16, 1)];
  const small = () =>
    quantizeModel(graph, { scheme: "static-int8", calibration, createSession, target: "mcu" });

  test("what a microcontroller reads counts from −128, is sound, and lifts to the same ranges", async () => {
    const { bytes, tensors } = await small();
    const quantizers = decodeModel(bytes).nodesOf("QuantizeLinear");
    expect(new Set(quantizers.map(({ outputs }) => outputs[0]!.dtype))).toEqual(new Set(["int8"]));
    expect(verifyModel(bytes).problems).toEqual([]);
    const { ranges } = await liftedModel(bytes, createSession);
    const spans = [...ranges.values()].map(({ low, high }) => high - low);
    expect(spans.length).toBeGreaterThan(2);
    for (const span of spans)
      expect(Math.min(...tensors.map(({ scale }) => Math.abs(255 * scale - span)))).toBeLessThan(
        1e-4,
      );
  });

  test("answers are those of uint8", async () => {
    const { tensors } = await small();
    const ranges = new Map(tensors.map(({ name, low, high }) => [name, { low, high }]));
    const answers = async (activations: "int8" | "uint8") => {
      const copy = copyGraph(graph);
      insertQdq(copy, ranges, 7, undefined, activations); // 7 bits: no sum saturates on any processor
      copy.prune();
      return (await runGraph(copy, waves(network, 8, 2))).logits!.data as Float32Array;
    };
    const [unsigned, signed] = [await answers("uint8"), await answers("int8")];
    const largest = Math.max(...unsigned.map(Math.abs));
    for (const [i, x] of signed.entries())
      expect(Math.abs(x - unsigned[i]!)).toBeLessThan(0.02 * largest); // a step of rounding, here and there
  });
});
