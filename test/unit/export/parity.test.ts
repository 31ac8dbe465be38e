import { expect, test } from "vitest";
import { checkParity, requireParity } from "#export/parity";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";

/** A "model" whose logits are its input. */
function echo(): Uint8Array {
  const graph = new Graph("echo");
  graph.output("logits", graph.input("x", "float32", ["batch", 2]));
  return encodeModel(graph);
}

const shape = [2, 2];
const inputs = { x: { dtype: "float32" as const, shape, data: Float32Array.of(1, 100, 3, 2) } };

test.each([
  ["equal logits pass", [1, 100, 3, 2], { ok: true, maxAbsDifference: 0, changedClasses: 0 }],
  ["the tolerance scales with the logits", [1.009, 100, 3, 2], { ok: true, changedClasses: 0 }],
  ["a larger difference fails", [1.02, 100, 3, 2], { ok: false, changedClasses: 0 }],
  ["changed classes are counted", [1, 100, 2, 3], { ok: false, changedClasses: 1, windows: 2 }],
  ["NaN fails", [Number.NaN, 100, 3, 2], { ok: false }],
])("%s", async (_, logits, expected) => {
  const reference = { data: Float32Array.from(logits), shape };
  const parity = await checkParity(echo(), reference, inputs, { createSession });
  expect(parity).toMatchObject(expected);
  if (parity.ok) expect(() => requireParity(parity, "model.onnx")).not.toThrow();
  else expect(() => requireParity(parity, "model.onnx")).toThrow(/model.onnx was not written/);
});

test("another number of windows is a mistake of the caller", async () => {
  const reference = { data: new Float32Array(6), shape: [3, 2] };
  const check = checkParity(echo(), reference, inputs, { createSession });
  await expect(check).rejects.toThrow(/returns logits \[2,2\], the trained model \[3,2\]/);
});
