import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { type DType, Graph, type TensorData, unknownShape, type Value } from "#graph/graph";
import { printGraph } from "#graph/print";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { createOrtNodeSession } from "#runtime/ort-node";

const samples: Readonly<Record<DType, TensorData>> = {
  float32: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY, 1e-40),
  float64: Float64Array.of(Math.PI, -1),
  float16: Uint16Array.of(0x3c00, 0xfc00),
  int8: Int8Array.of(-128, 127),
  uint8: Uint8Array.of(0, 255),
  bool: Uint8Array.of(1, 0, 1),
  int32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  int64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 5n),
};

/** A chain of unary and binary nodes chosen by the numbers. */
function randomGraph(choices: readonly number[]): Graph {
  const graph = new Graph("random");
  let value: Value = graph.input("x", "float32", ["batch", 4]);
  for (const choice of choices) {
    const name = ["plain", "naïve/层"][choice % 2]!;
    if (choice % 3 === 0) value = graph.add("Relu", [value], value.shape, { name });
    else if (choice % 3 === 1) {
      const constant = graph.constant(Float32Array.of(choice, -choice, 0.1, 1), [4]);
      value = graph.add("Add", [value, constant], value.shape, { name });
    } else {
      const attributes = { alpha: choice / 8, axis: -choice, text: "µV", list: [choice, 2 ** 40] };
      value = graph.add("Odd", [value, undefined, value], value.shape, {
        name,
        attributes: { ...attributes, scale: { float: 0.5 }, scales: { floats: [1, 2] } },
        domain: "com.microsoft",
      });
    }
  }
  graph.output("y", value);
  graph.metadata.set("labels", '["walk"]');
  return graph;
}

describe("round trip", () => {
  test("keeps any graph, constants and attributes included", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 12 }), (choices) => {
        const graph = randomGraph(choices);
        const copy = decodeModel(encodeModel(graph, { valueInfo: true }));
        verifyGraph(copy);
        expect(printGraph(copy)).toBe(printGraph(graph));
        expect(copy.constants().map(({ data }) => data)).toEqual(
          graph.constants().map(({ data }) => data),
        );
        expect([...copy.metadata]).toEqual([...graph.metadata]);
        expect(copy.opsets.get("")).toBe(17);
      }),
      { numRuns: 50 },
    );
  });

  test.each(Object.keys(samples) as DType[])("keeps %s constants to the bit", (dtype) => {
    const graph = new Graph("constants");
    const data = samples[dtype];
    graph.output("y", graph.constant(data, [data.length], dtype, "c"));
    const copy = decodeModel(encodeModel(graph)).constants()[0]!;
    expect([copy.dtype, copy.shape]).toEqual([dtype, [data.length]]);
    expect(copy.data).toEqual(data);
  });

  test("whole numbers take seven bits to a byte where that is shorter", () => {
    const small = BigInt64Array.of(16n, 300n, -1n, 0n);
    const large = BigInt64Array.of(-1n, 2n ** 62n);
    const sizeOf = (data: BigInt64Array) => {
      const graph = new Graph("constants");
      graph.output("y", graph.constant(data, [data.length], "int64", "c"));
      const bytes = encodeModel(graph);
      expect(decodeModel(bytes).constants()[0]!.data).toEqual(data);
      return bytes.length;
    };
    expect(sizeOf(small) - sizeOf(large)).toBe(1 + 2 + 10 + 1 - 2 * 8);
  });

  test("bytes are the same after decoding and encoding again", () => {
    const bytes = encodeModel(randomGraph([1, 2, 3, 4]), { valueInfo: true });
    expect(encodeModel(decodeModel(bytes), { valueInfo: true })).toEqual(bytes);
  });

  test("a Buffer, whose slice shares memory, reads like a plain array", () => {
    const bytes = encodeModel(randomGraph([1, 4, 7]));
    const padded = Buffer.concat([Buffer.of(1), bytes]).subarray(1); // unaligned, inside a larger buffer
    const data = (graph: Graph) => graph.constants().map((value) => value.data);
    expect(data(decodeModel(padded))).toEqual(data(decodeModel(bytes)));
  });

  test("values without type information have an unknown shape and the implied type", () => {
    const graph = new Graph("types");
    const x = graph.input("x", "float32", ["batch"]);
    const less = graph.add("Less", [x, x], ["batch"], { dtype: "bool" });
    graph.output(
      "y",
      graph.add("Cast", [less], ["batch"], { dtype: "int32", attributes: { to: 6 } }),
    );
    const { nodes } = decodeModel(encodeModel(graph));
    expect(nodes[0]!.outputs[0]).toMatchObject({ dtype: "bool", shape: unknownShape });
    expect(nodes[1]!.outputs[0]).toMatchObject({ dtype: "int32", shape: ["batch"] });
  });

  test("declares the operator sets in use and those asked for", () => {
    const opsets = [...decodeModel(encodeModel(randomGraph([2]))).opsets];
    expect(opsets).toEqual([
      ["", 17],
      ["com.microsoft", 1],
    ]);
    const asked = decodeModel(encodeModel(randomGraph([0]), { domains: { mine: 3 } }));
    expect([...asked.opsets]).toEqual([
      ["", 17],
      ["mine", 3],
    ]);
  });
});

test("onnxruntime runs what was encoded", async () => {
  const graph = new Graph("run");
  const x = graph.input("x", "float32", ["batch", 4]);
  const leaky = graph.add("LeakyRelu", [x], x.shape, { attributes: { alpha: 0.5 } });
  const perm = { perm: [1, 0] };
  graph.output("y", graph.add("Transpose", [leaky], [4, "batch"], { attributes: perm }));
  const session = await createOrtNodeSession(encodeModel(graph));
  const feed = { dtype: "float32", shape: [1, 4], data: Float32Array.of(-2, -1, 0, 3) } as const;
  const { y } = await session.run({ x: feed });
  expect([...(y!.data as Float32Array)]).toEqual([-1, -0.5, 0, 3]);
  expect(y!.shape).toEqual([4, 1]);
  await session.release();
});

describe("malformed input", () => {
  const bytes = encodeModel(randomGraph([1, 2, 3, 4, 5]), { valueInfo: true });
  const outcome = (input: Uint8Array): unknown => {
    try {
      return decodeModel(input);
    } catch (error) {
      return error;
    }
  };
  const isTidy = (result: unknown) => result instanceof Graph || result instanceof UserError;

  test("every truncation is a graph or a UserError", () => {
    for (let end = 0; end < bytes.length; end++) {
      expect(isTidy(outcome(bytes.subarray(0, end)))).toBe(true);
    }
  });

  test("random damage and random bytes are a graph or a UserError", () => {
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1 });
    fc.assert(
      fc.property(damage, (edits) => {
        const copy = bytes.slice();
        for (const [at, byte] of edits) copy[at] = byte;
        return isTidy(outcome(copy));
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array(), (input) => isTidy(outcome(input))));
  });

  test.each([
    ["an empty file", new Uint8Array(), "no graph"],
    ["text", new TextEncoder().encode("not a model"), "cannot be read"],
    [
      "a length beyond the end",
      Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x07),
      "cannot be read",
    ],
    ["a 2-billion-element tensor without data", hugeTensor(), "has 0 elements"],
  ])("%s is refused with one sentence", (_, input, message) => {
    expect(outcome(input)).toBeInstanceOf(UserError);
    expect(String(outcome(input))).toContain(message);
  });

  test("an input nothing defines is named", () => {
    const graph = new Graph("broken");
    const x = graph.input("x", "float32", [1]);
    graph.output("y", graph.add("Relu", [x], [1]));
    graph.inputs.length = 0;
    expect(() => decodeModel(encodeModel(graph))).toThrow(/node "relu" reads "x"/);
  });
});

/** model { graph { initializer { dims: 2^31, data_type: float, name: "w" } } } */
function hugeTensor(): Uint8Array {
  const dims = [0x08, 0x80, 0x80, 0x80, 0x80, 0x08];
  const tensor = [...dims, 0x10, 0x01, 0x42, 0x01, 0x77];
  const graph = [0x2a, tensor.length, ...tensor];
  return Uint8Array.of(0x3a, graph.length, ...graph);
}
