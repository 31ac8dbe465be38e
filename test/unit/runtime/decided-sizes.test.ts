import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DType, Graph, unknownShape, type Value } from "#graph/graph";
import { printGraph } from "#graph/print";
import { decodeModel } from "#graph/protobuf";
import { largestValue } from "#graph/size-problems";
import { requireDecidedSizes } from "#runtime/decided-sizes";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { studentFiles } from "#test/support/student-files";

const toReal = { attributes: { to: 1 }, dtype: "float32" } as const;
const refused = { fromValues: "refused" } as const;

function graphOf(grow: (graph: Graph, x: Value) => Value): Graph {
  const graph = new Graph("grown");
  const x = graph.input("x", "float32", ["batch", 4, 8]);
  graph.output("y", grow(graph, x));
  graph.prune();
  return graph;
}

const int64s = (graph: Graph, ...of: readonly number[]) =>
  graph.constant(BigInt64Array.from(of, BigInt), [of.length], "int64");

/** The same numbers, by way of an operator that shape inference does not follow. */
function computed(graph: Graph, ...of: readonly number[]): Value {
  const real = graph.constant(Float32Array.from(of), [of.length]);
  const options = { attributes: { to: 7 }, dtype: "int64" } as const;
  return graph.add("Cast", [graph.add("Abs", [real], unknownShape)], unknownShape, options);
}

describe("sizes that are modest pass, and the graph stays", () => {
  test.each<readonly [string, (graph: Graph, x: Value) => Value]>([
    ["tiled", (graph, x) => graph.add("Tile", [x, computed(graph, 1, 2, 3)], unknownShape)],
    [
      "taken apart and put together by lists that are computed",
      (graph, x) => {
        const [zero, one, two] = [0, 1, 2].map((n) => computed(graph, n)) as [Value, Value, Value];
        const half = graph.add("Slice", [x, zero, two, one], unknownShape);
        const summed = graph.add("ReduceSum", [half, two], unknownShape);
        const wide = graph.add(
          "Unsqueeze",
          [graph.add("Squeeze", [summed, two], unknownShape), two],
          unknownShape,
        );
        return graph.add("Reshape", [wide, computed(graph, 1, 1, 2)], unknownShape);
      },
    ],
    [
      "numbered by what is not 0 in a list that a shape decides",
      (graph, x) => {
        const size = graph.add("Size", [x], [], { dtype: "int64" });
        const list = graph.add("Reshape", [size, int64s(graph, 1)], unknownShape);
        const ones = graph.add("ConstantOfShape", [list], unknownShape, {
          dtype: "float32",
          attributes: { value: graph.constant(Float32Array.of(1), [1]) },
        });
        const places = graph.add("NonZero", [ones], unknownShape, { dtype: "int64" });
        const shape = int64s(graph, 4, 8);
        const square = graph.add("Reshape", [places, shape], unknownShape);
        return graph.add(
          "Add",
          [x, graph.add("Cast", [square], unknownShape, toReal)],
          unknownShape,
        );
      },
    ],
    [
      "a number stretched to the shape of another",
      (graph, x) => {
        const options = { attributes: { keepdims: 0 } };
        const [a, b] = ["ReduceMax", "ReduceMin"].map((op) => graph.add(op, [x], [], options));
        const shape = graph.add("Shape", [a], [0], { dtype: "int64" });
        return graph.add("Add", [x, graph.add("Expand", [b, shape], unknownShape)], unknownShape);
      },
    ],
    [
      "expanded to the shape of another value",
      (graph, x) => {
        const shape = graph.add("Shape", [x], [3], { dtype: "int64" });
        const one = graph.constant(Float32Array.of(1), []);
        return graph.add("Expand", [one, shape], unknownShape);
      },
    ],
    [
      "one made to measure decides on the next",
      (graph, x) => {
        const options = { dtype: "int64" } as const;
        const two = graph.constant(BigInt64Array.of(2n), [1], "int64");
        const list = graph.add("Tile", [two, computed(graph, 3)], unknownShape, options);
        return graph.add("Tile", [x, list], unknownShape);
      },
    ],
  ])("%s", async (_, grow) => {
    const graph = graphOf(grow);
    const before = printGraph(graph);
    await requireDecidedSizes(graph, createSession, refused);
    expect(printGraph(graph)).toBe(before);
  });
});

describe("where our own rules say it all, no runtime is asked", () => {
  const nobody = () => Promise.reject(new Error("a runtime was asked"));

  test("of every student's file", async () => {
    for (const { model } of studentFiles())
      await requireDecidedSizes(decodeModel(model.bytes), nobody, refused);
  });

  test("and what the file states is not believed", async () => {
    const graph = graphOf((it, x) => {
      const [column, row] = [
        [20_000, 1],
        [1, 20_000],
      ].map((shape) => it.constant(new Float32Array(20_000), shape)) as [Value, Value];
      const square = it.add("Mul", [column, row], [1, 1]); // as the file says
      return it.add("Add", [x, it.add("ReduceMax", [square], [1, 1])], ["batch", 4, 8]);
    });
    await expect(requireDecidedSizes(graph, nobody, refused)).rejects.toThrow(
      "[20000, 20000] holds 400000000 numbers",
    );
  });
});

test("a result that is an output at once is looked at, too", async () => {
  const graph = graphOf((it, x) => it.add("Tile", [x, computed(it, 1, 1e4, 1e4)], unknownShape));
  await expect(requireDecidedSizes(graph, createSession, refused)).rejects.toThrow(
    `holds 3200000000 numbers; ${largestValue} are the most`,
  );
});

test("what follows from a decided size is looked at, too", async () => {
  const graph = graphOf((it, x) => {
    const [column, row] = [computed(it, 20_000, 1), computed(it, 1, 20_000)].map((size) =>
      it.add("ConstantOfShape", [size], unknownShape, { dtype: "float32" }),
    );
    const square = it.add("Mul", [column, row], unknownShape);
    return it.add("Add", [x, it.add("ReduceMax", [square], unknownShape)], unknownShape);
  });
  await expect(requireDecidedSizes(graph, createSession, refused)).rejects.toThrow(
    "[20000, 20000] holds 400000000 numbers",
  );
});

test("of windows of any length, the open size is told, not what would be wrong with a length of one", async () => {
  const graph = new Graph("strided");
  const x = graph.input("x", "float32", ["batch", 3, "time"]);
  const weight = graph.constant(new Float32Array(2 * 3 * 5), [2, 3, 5]);
  graph.output("y", graph.add("Conv", [x, weight], unknownShape));
  await expect(requireDecidedSizes(graph, createSession, refused)).rejects.toThrow(
    'input "x" has an open size, "time", beside the batch',
  );
});

const tooLarge = /holds \d+ numbers; 67108864 are the most/;

describe("a size is found", () => {
  test.each<readonly [string, (graph: Graph, x: Value) => Value]>([
    [
      "whatever shape the file states",
      (graph, x) => graph.add("Tile", [x, int64s(graph, 1, 5000, 5000)], [1, 4, 8]),
    ],
    [
      "behind lists of computed length, of whole numbers, too",
      (graph, x) => {
        const options = { dtype: "int64" } as const;
        const shape = graph.add(
          "Tile",
          [computed(graph, 9000), computed(graph, 2)],
          unknownShape,
          options,
        );
        const square = graph.add("ConstantOfShape", [shape], unknownShape, {
          ...options,
          attributes: { value: graph.constant(BigInt64Array.of(1n), [1], "int64") },
        });
        const real = graph.add("Cast", [square], unknownShape, toReal);
        return graph.add("Add", [x, graph.add("ReduceMax", [real], unknownShape)], unknownShape);
      },
    ],
    [
      "of a column and a row that were reshaped by computed lists",
      (graph, x) => {
        const list = graph.add("ConstantOfShape", [computed(graph, 9000)], unknownShape, {
          dtype: "float32",
        });
        const [column, row] = [computed(graph, 9000, 1), computed(graph, 1, 9000)].map((shape) =>
          graph.add("Reshape", [list, shape], unknownShape),
        );
        const square = graph.add("Add", [column, row], unknownShape);
        return graph.add("Add", [x, graph.add("ReduceMax", [square], unknownShape)], unknownShape);
      },
    ],
  ])("%s", async (_, grow) => {
    for (const fromValues of ["refused", "allowed"] as const)
      await expect(
        requireDecidedSizes(graphOf(grow), createSession, { fromValues }),
      ).rejects.toThrow(tooLarge);
  });
});

describe("what counts something in the windows is refused or left to the runtime, as told", () => {
  const counted = (op: string, inputs: (graph: Graph, x: Value) => Value[], dtype: DType) =>
    graphOf((graph, x) => {
      const found = graph.add(op, inputs(graph, x), unknownShape, { dtype });
      const real = dtype === "float32" ? found : graph.add("Cast", [found], unknownShape, toReal);
      const largest = graph.add("ReduceMax", [real], [], { attributes: { keepdims: 0 } });
      return graph.add("Add", [x, largest], unknownShape);
    });
  const positive = (graph: Graph, x: Value) => {
    const flat = graph.add("Reshape", [x, int64s(graph, -1)], unknownShape);
    const zero = graph.constant(Float32Array.of(0), []);
    return [flat, graph.add("Greater", [flat, zero], unknownShape, { dtype: "bool" })];
  };
  test.each<readonly [string, (graph: Graph, x: Value) => Value[], DType]>([
    ["Compress", positive, "float32"],
    ["NonZero", (_, x) => [x], "int64"],
    ["Unique", (_, x) => [x], "float32"],
  ])("%s", async (op, inputs, dtype) => {
    const graph = counted(op, inputs, dtype);
    await expect(requireDecidedSizes(graph, createSession, refused)).rejects.toThrow(
      `(${op}): how large its result is follows from numbers in the windows`,
    );
    await requireDecidedSizes(graph, createSession, { fromValues: "allowed" });
  });
});

test("sizes from numbers in windows are refused or left to the runtime, as told", async () => {
  const graph = graphOf((it, x) => {
    const options = { attributes: { to: 7 }, dtype: "int64" } as const;
    const first = it.add("ReduceMax", [x], unknownShape, { attributes: { keepdims: 0 } });
    const times = it.add("Cast", [first], unknownShape, options);
    const list = it.add("Mul", [times, int64s(it, 1, 1, 1)], unknownShape);
    return it.add("Tile", [x, list], unknownShape);
  });
  await expect(requireDecidedSizes(graph, createSession, refused)).rejects.toThrow(
    /node "tile" \(Tile\): how large .* follows from numbers in the windows/,
  );
  await requireDecidedSizes(graph, createSession, { fromValues: "allowed" });
});

test("refused exactly where a value would hold more than it may", async () => {
  const times = fc.integer({ min: 1, max: 6000 });
  await fc.assert(
    fc.asyncProperty(times, times, async (a, b) => {
      const graph = graphOf((it, x) => it.add("Tile", [x, computed(it, 1, a, b)], unknownShape));
      const passed = requireDecidedSizes(graph, createSession, refused).then(
        () => true,
        () => false,
      );
      expect(await passed).toBe(4 * a * 8 * b <= largestValue);
    }),
    { numRuns: 30 },
  );
});
