import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { oldestConverted } from "#graph/opset/working-opset";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import { runnableOpset } from "#runtime/runnable-opset";

/** Whether onnxruntime makes a session of x ─ Relu ─ y. */
async function runs(opset: number): Promise<boolean> {
  const graph = new Graph("smallest");
  graph.opsets.set("", opset);
  graph.output("y", graph.add("Relu", [graph.input("x", "float32", ["batch"])], ["batch"]));
  const session = await createOrtNodeSession(encodeModel(graph)).catch(() => undefined);
  await session?.release();
  return session !== undefined;
}

test("onnxruntime reads every operator set that files can be written in", async () => {
  for (let opset = oldestConverted; opset <= runnableOpset; opset++)
    expect([opset, await runs(opset)]).toEqual([opset, true]);
});

test("and none that is newer: where it does, src/runtime/runnable-opset.ts must say so", async () => {
  expect(await runs(runnableOpset + 1)).toBe(false);
});
