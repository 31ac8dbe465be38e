/** @file What a reduced onnxruntime must have for a file, and whether a published one has it. */
import { expect, test } from "vitest";
import { openSource } from "#export/formats/open-source";
import { ops } from "#export/formats/ops";
import { lackingIn, prebuiltPackages } from "#export/prebuilt-packages";
import { requiredOperators, requiredTypes } from "#export/required-operators";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";

/** x [batch, 4] → a dense layer without fused activation, a cast there and back. */
function sample(): Graph {
  const graph = new Graph("sample");
  graph.opsets.set("", 13);
  const x = graph.input("x", "float32", ["batch", 4]);
  const weight = graph.constant(new Float32Array(12).fill(1), [4, 3]);
  const bias = graph.constant(new Float32Array(3), [3]);
  const dense = graph.add("Gemm", [x, weight, bias], ["batch", 3]);
  const active = graph.add("Relu", [dense], dense.shape);
  const whole = graph.add("Cast", [active], dense.shape, { attributes: { to: 7 }, dtype: "int64" });
  const back = graph.add("Cast", [whole], dense.shape, { attributes: { to: 1 }, dtype: "float32" });
  const at = graph.constant(BigInt64Array.of(0n), [1], "int64");
  const first = graph.add("Gather", [back, at], ["batch", 1], {
    attributes: { axis: 1 },
    dtype: "float32",
  });
  graph.output("y", graph.add("HardSigmoid", [first], ["batch", 1]));
  return graph;
}

test("operators by domain and set; types where kernels are told apart by them", () => {
  const graph = sample();
  expect(requiredOperators(graph)).toEqual(["ai.onnx;13;Cast,Gather,Gemm,HardSigmoid,Relu"]);
  const cast =
    'Cast{"inputs": {"0": ["float", "int64_t"]}, "outputs": {"0": ["float", "int64_t"]}}';
  const gather = 'Gather{"inputs": {"0": ["float"], "1": ["int64_t"]}}';
  const others = 'Gemm{"inputs": {"0": ["float"]}},HardSigmoid,Relu{"inputs": {"0": ["float"]}}';
  expect(requiredTypes([graph])).toEqual([`ai.onnx;13;${cast},${gather},${others}`]);
  expect(requiredTypes([graph, graph])).toEqual(requiredTypes([graph]));
});

test("a reduced build has what onnxruntime puts in place of the file's operators", async () => {
  const source = openSource(encodeModel(sample()), { createSession });
  const { files, facts } = await ops.write(source, "m");
  expect(files[0]!.content).toMatch(/^com\.microsoft;1;.*FusedGemm/m); // Gemm and Relu in one
  expect(files[0]!.content).not.toMatch(/nchwc;1;.*\{/);
  expect(files[0]!.content).toMatch(/^ai\.onnx;13;Cast\{/m);
  expect(facts["put in by onnxruntime"]).toContain("com.microsoft:FusedGemm");
  expect(facts["onnxruntime-mobile"]).toBe("has all of it");
});

test("what a published package lacks is named", () => {
  const [full, mobile] = prebuiltPackages as [(typeof prebuiltPackages)[0], never];
  const graph = sample();
  expect(lackingIn(mobile, graph)).toEqual([]);
  graph.opsets.set("", 17);
  graph.output("z", graph.add("Selu", [graph.inputs[0]], ["batch", 4]));
  expect(lackingIn(mobile, graph)).toEqual([
    "operator set 17 (its list is of 12 to 15)",
    "ai.onnx:Selu",
  ]);
  expect(lackingIn(full, graph)).toEqual([]);
});
