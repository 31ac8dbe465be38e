import { describe, expect, test } from "vitest";
import { type DType, Graph, type TensorData } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createSession } from "#runtime/ort";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";

/** `y = x`, for every type. */
function identity(dtype: DType): Uint8Array {
  const graph = new Graph("identity");
  const x = graph.input("x", dtype, ["batch", 2]);
  graph.output("y", graph.add("Identity", [x], ["batch", 2]));
  return encodeModel(graph);
}

/** `y = a · b`, and `a` handed on. */
function product(): Uint8Array {
  const graph = new Graph("product");
  const a = graph.input("a", "float32", [2, 3]);
  const b = graph.input("b", "float32", [3, 2]);
  graph.output("y", graph.add("MatMul", [a, b], [2, 2]));
  graph.output("same", graph.add("Identity", [a], [2, 3]));
  return encodeModel(graph);
}

const arrays: [DType, TensorData][] = [
  ["float32", Float32Array.of(1.5, -2)],
  ["float64", Float64Array.of(1 / 3, 2)],
  ["float16", Uint16Array.of(0x3c00, 0xc000)],
  ["int8", Int8Array.of(-128, 127)],
  ["uint8", Uint8Array.of(0, 255)],
  ["int32", Int32Array.of(-7, 7)],
  ["int64", BigInt64Array.of(-(2n ** 60n), 3n)],
  ["bool", Uint8Array.of(1, 0)],
];

describe.each([
  ["onnxruntime-node", createOrtNodeSession],
  ["onnxruntime-web", createOrtWebSession],
])("%s", (name, create) => {
  test("computes, and names its inputs and outputs", async () => {
    const session = await create(product());
    expect(session.runtime).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+`));
    expect(session.inputs).toEqual([
      { name: "a", dtype: "float32", shape: [2, 3] },
      { name: "b", dtype: "float32", shape: [3, 2] },
    ]);
    expect(session.outputNames).toEqual(["y", "same"]);
    const { y } = await session.run({
      a: { dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      b: { dtype: "float32", shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1) },
    });
    expect(y).toEqual({ dtype: "float32", shape: [2, 2], data: Float32Array.of(4, 5, 10, 11) });
    await session.release();
  });

  test.each(arrays)("hands %s through", async (dtype, data) => {
    const session = await create(identity(dtype));
    expect(session.inputs[0]).toEqual({ name: "x", dtype, shape: ["batch", 2] });
    const { y } = await session.run({ x: { dtype, shape: [1, 2], data } });
    expect(y).toEqual({ dtype, shape: [1, 2], data });
    await session.release();
  });

  test("reads a view at its own offset", async () => {
    const session = await create(identity("float32"));
    const view = Float32Array.of(9, 9, 1, 2, 9).subarray(2, 4);
    const { y } = await session.run({ x: { dtype: "float32", shape: [1, 2], data: view } });
    expect([...y!.data]).toEqual([1, 2]);
    await session.release();
  });

  test("a result stays as it is when the model runs again", async () => {
    const session = await create(identity("float32"));
    const feed = (value: number) => ({
      x: { dtype: "float32" as const, shape: [1, 2], data: Float32Array.of(value, value) },
    });
    const first = await session.run(feed(1));
    await session.run(feed(2));
    expect([...first.y!.data]).toEqual([1, 1]);
    await session.release();
  });

  test("a run that was prepared answers alike, as often as it is called", async () => {
    const session = await create(identity("float32"), { name: "student.onnx" });
    const x = { dtype: "float32" as const, shape: [1, 2], data: Float32Array.of(1, 2) };
    const call = session.prepare({ x });
    for (let i = 0; i < 2; i++) {
      const { y } = (await call()) as Awaited<ReturnType<typeof session.run>>;
      expect(y!.data).toEqual(Float32Array.of(1, 2));
    }
    expect(() => session.prepare({})).toThrow('student.onnx: input "x" was not fed');
    await session.release();
  });

  test("a file that is no model is refused by name", async () => {
    const broken = create(new Uint8Array([1, 2, 3]), { name: "student.onnx" });
    await expect(broken).rejects.toThrow(/student\.onnx does not load in onnxruntime.*\(3 bytes\)/);
  });

  test("an input that was not fed is named", async () => {
    const session = await create(product(), { name: "student.onnx" });
    await expect(session.run({})).rejects.toThrow('student.onnx: input "a" was not fed');
    await session.release();
  });
});

test("both runtimes give the same product to the bit", async () => {
  const feeds = {
    a: { dtype: "float32" as const, shape: [2, 3], data: Float32Array.of(0.1, 0.2, 0.3, 4, 5, 6) },
    b: { dtype: "float32" as const, shape: [3, 2], data: Float32Array.of(7, 0.7, 8, 0.8, 9, 0.9) },
  };
  const native = await createOrtNodeSession(product());
  const web = await createOrtWebSession(product());
  expect((await native.run(feeds)).y).toEqual((await web.run(feeds)).y);
});

test("outside of browsers #runtime/ort is the native one", async () => {
  expect((await createSession(product())).runtime).toMatch(/^onnxruntime-node/);
});

test("WebAssembly has one thread in Node, and says so", async () => {
  const session = await createOrtWebSession(product(), { threads: 3 });
  expect(session.runtime).toMatch(/\(wasm\)$/);
});
