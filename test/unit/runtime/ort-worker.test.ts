import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWorkerSession } from "#runtime/ort-worker";

/** y = x · x, several times over. */
function products(size: number, times: number): Uint8Array {
  const graph = new Graph("products");
  let value = graph.input("x", "float32", [size, size]);
  for (let i = 0; i < times; i++) value = graph.add("MatMul", [value, value], [size, size]);
  graph.output("y", value);
  return encodeModel(graph);
}

function feeds(size: number) {
  const data = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i) / size);
  return { x: { dtype: "float32" as const, shape: [size, size], data } };
}

test("answers as the session on this thread, again and again", async () => {
  const model = products(8, 2);
  const [here, there] = [await createOrtNodeSession(model), await createOrtWorkerSession(model)];
  expect(there.inputs).toEqual(here.inputs);
  expect(there.outputNames).toEqual(here.outputNames);
  for (let i = 0; i < 3; i++) {
    expect((await there.run(feeds(8))).y).toEqual((await here.run(feeds(8))).y);
  }
  await Promise.all([here.release(), there.release()]);
});

test("the calling thread goes on while it runs", async () => {
  const session = await createOrtWorkerSession(products(400, 10));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await session.run(feeds(400));
  clearInterval(timer);
  await session.release();
  expect(turns).toBeGreaterThan(2);
});

test("feeds that are views of something larger arrive alone, and stay the caller's", async () => {
  const session = await createOrtWorkerSession(products(2, 1));
  const all = Float32Array.from({ length: 100 }, (_, i) => i);
  const x = { dtype: "float32" as const, shape: [2, 2], data: all.subarray(10, 14) };
  const { y } = await session.run({ x });
  expect([...(y!.data as Float32Array)]).toEqual([232, 253, 276, 301]); // [[10, 11], [12, 13]] squared
  expect(x.data[0]).toBe(10);
  await session.release();
});

test("a model that does not load, and a run that fails, say why", async () => {
  await expect(
    createOrtWorkerSession(Uint8Array.of(1, 2, 3), { name: "bad.onnx" }),
  ).rejects.toThrow(/bad\.onnx does not load/);
  const session = await createOrtWorkerSession(products(2, 1), { name: "good.onnx" });
  await expect(session.run(feeds(3))).rejects.toThrow(/good\.onnx: .*imension/);
  expect((await session.run(feeds(2))).y!.shape).toEqual([2, 2]);
  await session.release();
});
