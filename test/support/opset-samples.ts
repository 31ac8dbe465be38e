/** @file One graph for every change between ONNX operator sets, in the newer form. */
import {
  type Attributes,
  type Dim,
  type DType,
  Graph,
  type TensorData,
  type Value,
} from "#graph/graph";
import { dataType } from "#graph/onnx-schema";

export interface OpsetSample {
  readonly op: string;
  readonly since: number;
  /** What is special about it. */
  readonly name: string;
  readonly graph: () => Graph;
  /** The newest set in which onnxruntime has it, where that is not the newest that it reads. */
  readonly until?: number;
  /** How far answers may be apart, relative to 1 and their size: single precision in another order, unless told. */
  readonly tolerance?: number;
}

interface Given {
  readonly attributes?: Attributes;
  /** After x. */
  readonly inputs?: readonly Constant[];
  /** Of x. */
  readonly size?: readonly number[];
  readonly x?: DType;
  /** Of y. */
  readonly shape?: readonly Dim[];
  readonly dtype?: DType;
  readonly outputs?: readonly (readonly Dim[])[];
}

type Constant = readonly [TensorData, readonly number[], DType] | undefined;

const usual = [2, 4, 7];

const int64 = (...values: number[]): Constant => [
  BigInt64Array.from(values, BigInt),
  [values.length],
  "int64",
];
const row = (length: number, first: number): Constant => [
  Float32Array.from({ length }, (_, i) => first + 0.25 * i),
  [length],
  "float32",
];

/** x ─ op ─ y; integers and halves are cast from reals, and back. */
function sample(op: string, since: number, name: string, given: Given = {}): OpsetSample {
  const { attributes = {}, inputs = [], size = usual, x: dtype = "float32" } = given;
  const { shape = size } = given;
  const graph = () => {
    const graph = new Graph(op);
    graph.opsets.set("", since);
    const x = cast(graph, graph.input("x", "float32", size), dtype);
    const constants = inputs.map((it) => it && graph.constant(...it));
    const outputs = (given.outputs ?? [shape]).map((each) => ({
      dtype: given.dtype ?? dtype,
      shape: each,
    }));
    const node = graph.addNode(op, [x, ...constants], outputs, { attributes, name: "node" });
    for (const value of node.outputs) graph.output("y", cast(graph, value, "float32"));
    return graph;
  };
  return { op, since, name, graph };
}

function cast(graph: Graph, x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  return graph.add("Cast", [x], x.shape, { attributes: { to: dataType[dtype] }, dtype });
}

const reductions = "L1 L2 LogSum LogSumExp Max Mean Min Prod SumSquare".split(" ");

export const opsetSamples: readonly OpsetSample[] = [
  sample("CastLike", 15, "to integers", { inputs: [int32(1)], dtype: "int32" }),
  sample("CastLike", 15, "to what it is", { inputs: [row(1, 0)] }),
  sample("DFT", 20, "along time", {
    inputs: [undefined, [BigInt64Array.of(-2n), [], "int64"]],
    size: [2, 7, 1],
    shape: [2, 7, 2],
  }),
  sample("Div", 14, "of bytes", { x: "uint8", inputs: [[Uint8Array.of(3), [1], "uint8"]] }),
  sample("Gelu", 20, "exact"),
  sample("Gelu", 20, "by tanh", { attributes: { approximate: "tanh" } }),
  { tolerance: 1e-3, ...sample("Gelu", 20, "of halves", { x: "float16" }) },
  sample("GridSample", 20, "between pixels", onGrid({})),
  sample("GridSample", 20, "by cubes", onGrid({ mode: "cubic" })),
  sample("GroupNormalization", 21, "of two groups", {
    inputs: [row(4, 0.5), row(4, -1)],
    attributes: { num_groups: 2, epsilon: 1e-3 },
  }),
  sample("HardSwish", 14, "as it is"),
  sample("LayerNormalization", 17, "over the last axis", {
    inputs: [row(7, 0.5), row(7, -1)],
    attributes: { epsilon: 1e-3 },
  }),
  sample("LayerNormalization", 17, "over two axes, without a shift", {
    inputs: [[row(28, 0.5)![0], [4, 7], "float32"]],
    attributes: { axis: 1 },
  }),
  sample("Mish", 18, "as it is"),
  sample("Pad", 18, "of chosen axes", {
    inputs: [int64(1, 2), undefined, int64(-1)],
    shape: [2, 4, 10],
  }),
  sample("Pad", 18, "of all", { inputs: [int64(0, 1, 0, 0, 0, 2)], shape: [2, 5, 9] }),
  sample("RMSNormalization", 23, "as it is", { inputs: [row(7, 0.5)] }),
  ...reductions.map((kind) =>
    sample(`Reduce${kind}`, 18, "over time", { inputs: [int64(1)], shape: [2, 1, 7] }),
  ),
  sample("ReduceMax", 18, "of everything", { attributes: { keepdims: 0 }, shape: [] }),
  sample("ReduceMean", 18, "of nothing", { attributes: { noop_with_empty_axes: 1 } }),
  {
    until: 21,
    ...sample("RoiAlign", 16, "as before", {
      ...{ size: [1, 1, 4, 4], shape: [1, 1, 2, 2] },
      inputs: [
        [Float32Array.of(0, 0, 3, 3), [1, 4], "float32"],
        [BigInt64Array.of(0n), [1], "int64"],
      ],
      attributes: {
        ...{ coordinate_transformation_mode: "output_half_pixel", sampling_ratio: 2 },
        ...{ output_height: 2, output_width: 2 },
      },
    }),
  },
  sample("Split", 18, "into equal parts", {
    attributes: { axis: 1, num_outputs: 2 },
    outputs: [
      [2, 2, 7],
      [2, 2, 7],
    ],
  }),
  sample("Split", 18, "into parts of which the last is smaller", {
    attributes: { axis: -1, num_outputs: 2 },
    outputs: [
      [2, 4, 4],
      [2, 4, 3],
    ],
  }),
  sample("Swish", 24, "steeper", { attributes: { alpha: 1.5 } }),
];

function int32(...values: number[]): Constant {
  return [Int32Array.from(values), [values.length], "int32"];
}

/** A picture of 4 × 4, looked at in 2 × 2 places. */
function onGrid(attributes: Attributes): Given {
  const places = Float32Array.of(-0.7, -0.4, 0.1, 0.3, 0.5, -0.2, 0.6, 0.8);
  const grid: Constant = [places, [1, 2, 2, 2], "float32"];
  return { inputs: [grid], size: [1, 1, 4, 4], shape: [1, 1, 2, 2], attributes };
}
