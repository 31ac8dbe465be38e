/** @file Small models that would fill any memory, or may: x is [batch, 128, 8], and they say that it is an EEG. */
import { Graph, unknownShape, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

type Grow = (graph: Graph, x: Value) => Value;

const real = { dtype: "float32" } as const;
const toReal = { attributes: { to: 1 }, ...real };

const sizes = (...of: readonly number[]) => BigInt64Array.from(of, BigInt);

/** By what they do. No shape inside is said, but for one that is a lie. */
export const hugeModels = (
  [
    [
      "padded by millions",
      (graph, x) => {
        const attributes = { kernel_shape: [3], pads: [1e6, 1e6] };
        const weight = graph.constant(new Float32Array(128 * 128 * 3), [128, 128, 3]);
        return graph.add("Conv", [x, weight], unknownShape, { attributes });
      },
    ],
    [
      "pads as an input",
      (graph, x) =>
        graph.add(
          "Pad",
          [x, graph.constant(sizes(0, 1e7, 0, 0, 1e7, 0), [6], "int64")],
          unknownShape,
        ),
    ],
    [
      "tiled",
      (graph, x) =>
        graph.add("Tile", [x, graph.constant(sizes(1, 1e3, 1e2), [3], "int64")], unknownShape),
    ],
    [
      "tiled, and said to be small",
      (graph, x) =>
        graph.add("Tile", [x, graph.constant(sizes(1, 1e3, 1e2), [3], "int64")], [1, 128, 8]),
    ],
    [
      "expanded",
      (graph, x) => {
        const wide = graph.constant(sizes(1e5, 1, 128, 8), [4], "int64");
        return graph.add("Expand", [x, wide], unknownShape);
      },
    ],
    [
      "a constant of any size",
      (graph, x) => {
        const shape = graph.constant(sizes(1e12), [1], "int64");
        const wide = graph.add("ConstantOfShape", [shape], unknownShape, real);
        return graph.add("Add", [x, graph.add("ReduceSum", [wide], unknownShape)], unknownShape);
      },
    ],
  ] satisfies readonly (readonly [string, Grow])[]
).map(([name, grow]) => [name, () => modelWith(grow)] as const);

/** 10 to these powers as whole numbers, in a way that no shape inference follows. */
function powers(graph: Graph, ...of: readonly number[]): Value {
  const ten = graph.constant(new Float32Array(of.length).fill(10), [of.length]);
  const exponents = graph.constant(Float32Array.from(of), [of.length]);
  return whole(graph, graph.add("Pow", [ten, exponents], unknownShape));
}

function whole(graph: Graph, x: Value): Value {
  return graph.add("Cast", [x], unknownShape, { attributes: { to: 7 }, dtype: "int64" });
}

/** The same by sizes that the runtime alone would come to know. */
export const computedModels = (
  [
    [
      "a constant",
      (graph, x) => {
        const wide = graph.add("ConstantOfShape", [powers(graph, 9)], unknownShape, real);
        return graph.add("Add", [x, graph.add("ReduceSum", [wide], unknownShape)], unknownShape);
      },
    ],
    ["expanded", (graph, x) => graph.add("Expand", [x, powers(graph, 7, 0, 0)], unknownShape)],
    ["tiled", (graph, x) => graph.add("Tile", [x, powers(graph, 0, 3, 3)], unknownShape)],
    [
      "tiled by its own shape",
      (graph, x) => {
        const shape = graph.add("Shape", [x], [3], { dtype: "int64" });
        const squared = graph.add("Mul", [shape, shape], unknownShape);
        const root = graph.add(
          "Abs",
          [graph.add("Cast", [squared], unknownShape, toReal)],
          unknownShape,
        );
        return graph.add("Tile", [x, whole(graph, root)], unknownShape);
      },
    ],
    [
      "resized",
      (graph, x) => {
        const scales = graph.constant(Float32Array.of(1, 1000, 1000), [3]);
        const computed = graph.add("Sqrt", [graph.add("Mul", [scales, scales], unknownShape)], [3]);
        return graph.add("Resize", [x, undefined, computed], unknownShape);
      },
    ],
    [
      "counted to",
      (graph, x) => {
        const [zero, one] = [0n, 1n].map((n) => graph.constant(BigInt64Array.of(n), [], "int64"));
        const end = graph.add("ReduceMax", [powers(graph, 9)], [], { attributes: { keepdims: 0 } });
        const counted = graph.add("Range", [zero, end, one], unknownShape);
        const largest = graph.add(
          "ReduceMax",
          [graph.add("Cast", [counted], unknownShape, toReal)],
          unknownShape,
        );
        return graph.add("Add", [x, largest], unknownShape);
      },
    ],
  ] satisfies readonly (readonly [string, Grow])[]
).map(([name, grow]) => [name, () => modelWith(grow)] as const);

/** Whose size is nobody's to know before it runs. */
export const windowModels = (
  [
    [
      "counted to the largest number",
      (graph, x) => {
        const largest = graph.add("ReduceMax", [x], [], { attributes: { keepdims: 0 } });
        const [zero, one] = [0, 1].map((n) => graph.constant(Float32Array.of(n), []));
        return graph.add("Range", [zero, largest, one], unknownShape);
      },
    ],
    [
      "every number that is not 0 with every other, twice over",
      (graph, x) => {
        const found = graph.add("NonZero", [x], unknownShape, { dtype: "int64" });
        const row = graph.add("Cast", [found], unknownShape, toReal);
        const options = { attributes: { perm: [1, 0] } };
        const column = graph.add("Transpose", [row], unknownShape, options);
        const square = graph.add("MatMul", [column, row], unknownShape);
        const [list, line] = [sizes(-1, 1), sizes(1, -1)].map((shape) =>
          graph.add("Reshape", [square, graph.constant(shape, [2], "int64")], unknownShape),
        );
        return graph.add("Add", [list, line], unknownShape);
      },
    ],
  ] satisfies readonly (readonly [string, Grow])[]
).map(([name, grow]) => [name, () => modelWith(grow)] as const);

const described = {
  ...{ length: 128, sampleRate: 128, unit: "µV" },
  channels: Array.from({ length: 8 }, (_, i) => `e${i}`),
};

function modelWith(grow: Grow): Uint8Array {
  const graph = new Graph("huge");
  const x = graph.input("x", "float32", ["batch", 128, 8]);
  graph.output("y", graph.add("ReduceMax", [grow(graph, x)], [], { attributes: { keepdims: 0 } }));
  graph.metadata.set("labels", '["rest","task"]');
  graph.metadata.set("inputs", JSON.stringify({ x: described }));
  return encodeModel(graph, { valueInfo: true });
}

export const tooLarge = / holds \d+ numbers; \d+ are the most/;

export const decidedByWindows =
  /node "\w+" \((Range|NonZero)\): how large its result is follows from numbers in the windows/;
