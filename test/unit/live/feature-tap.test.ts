import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { tapFeatures } from "#live/feature-tap";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { HostTensors } from "#runtime/session";
import { studentFiles } from "#test/support/student-files";
import { randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function answer(bytes: Uint8Array, rows: number): Promise<HostTensors> {
  const session = await createOrtNodeSession(bytes);
  const feeds = session.inputs.map(({ name, shape }) => {
    const own = [rows, ...shape.slice(1)] as number[];
    const size = own.reduce((a, b) => a * b);
    return [name, { dtype: "float32" as const, shape: own, data: randomArray(size, 4) }] as const;
  });
  return await session.run(Object.fromEntries(feeds)).finally(() => session.release());
}

describe("every student", () => {
  test("answers as before, and its features are those that its network names", async () => {
    for (const { name, network, model } of studentFiles()) {
      const graph = decodeModel(model.bytes);
      const tap = tapFeatures(graph);
      verifyGraph(graph);
      const named = network.model.outputs.at(-1)!.shape.at(-1);
      expect([name, tap.width]).toEqual([name, named]);
      expect(tap.name).not.toBe("logits");
      const [before, after] = await Promise.all([
        answer(model.bytes, 2),
        answer(encodeModel(graph), 2),
      ]);
      const logits = before.logits!.data as Float32Array; // an output more, a fusion less: rounding
      for (const [i, z] of logits.entries()) expect(after.logits!.data[i]).toBeCloseTo(z, 4);
      expect(after[tap.name]!.shape).toEqual([2, named]);
    }
  });
});

test("in integers the floats before them are taken", () => {
  const graph = new Graph("integers");
  const x = graph.input("x", "float32", ["batch", 8]);
  const features = graph.add("Relu", [x], ["batch", 8]);
  const scale = graph.constant(Float32Array.of(0.1), []);
  const zero = graph.constant(Uint8Array.of(128), [], "uint8");
  const packed = graph.add("QuantizeLinear", [features, scale, zero], ["batch", 8], {
    dtype: "uint8",
  });
  const weights = graph.constant(new Uint8Array(24), [8, 3], "uint8");
  const product = graph.add(
    "QLinearMatMul",
    [packed, scale, zero, weights, scale, zero, scale, zero],
    ["batch", 3],
    { dtype: "uint8" },
  );
  graph.output(
    "logits",
    graph.add("DequantizeLinear", [product, scale, zero], ["batch", 3], { dtype: "float32" }),
  );
  expect(tapFeatures(graph)).toEqual({ name: "features", width: 8 });
  expect(features.name).toBe("features");
});

test("without a last layer, the logits themselves are corrected", () => {
  const graph = new Graph("mean");
  const x = graph.input("x", "float32", ["batch", 8, 3]);
  graph.output("logits", graph.add("ReduceMean", [x], ["batch", 3], { attributes: { axes: [1] } }));
  expect(tapFeatures(graph)).toEqual({ name: "logits", width: 3 });
  expect(graph.outputs).toHaveLength(1);
});
