/** @file Models of ONNX operator sets before 13, whose operators had other forms: sound ones, and some of a wrong set. */
import { type Attributes, type Dim, Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

interface Old {
  readonly op: string;
  readonly opset: number;
  readonly attributes?: Attributes;
  /** After x: whole numbers, or reals. */
  readonly inputs?: readonly (readonly bigint[] | Float32Array)[];
  readonly shape?: readonly Dim[];
  /** Outputs after the first have the shape of x. */
  readonly outputs?: number;
}

const size = ["batch", 3, 4, 4];
const scales = [1, 1, 2, 2];
const doubled = ["batch", 3, 8, 8];
const pads = [0, 0, 1, 1, 0, 0, 1, 1];
const wider = ["batch", 3, 6, 6];
const cut = { starts: [1], ends: [3], axes: [2] };
const rows = ["batch", 3, 2, 4];
const channels = new Float32Array(3).fill(1);
const whole = (values: readonly number[]) => values.map(BigInt);

const sound: readonly Old[] = [
  {
    ...{ op: "BatchNormalization", opset: 7, attributes: { spatial: 1 } },
    inputs: [channels, channels, channels, channels],
  },
  { op: "Clip", opset: 7, attributes: { min: { float: 0 }, max: { float: 6 } } },
  { op: "Clip", opset: 11, inputs: [Float32Array.of(0), Float32Array.of(6)] },
  { op: "Dropout", opset: 7, attributes: { ratio: { float: 0.5 } }, outputs: 2 },
  { op: "Pad", opset: 10, attributes: { pads }, shape: wider },
  { op: "Pad", opset: 11, inputs: [whole(pads)], shape: wider },
  {
    ...{ op: "ReduceSum", opset: 12, attributes: { axes: [3], keepdims: 0 } },
    shape: ["batch", 3, 4],
  },
  { op: "Slice", opset: 9, attributes: cut, shape: rows },
  { op: "Slice", opset: 10, inputs: [[1n], [3n], [2n]], shape: rows },
  { op: "Softmax", opset: 12 },
  { op: "Unsqueeze", opset: 12, attributes: { axes: [4] }, shape: [...size, 1] },
  {
    ...{ op: "Upsample", opset: 7, attributes: { mode: "nearest", scales: { floats: scales } } },
    shape: doubled,
  },
  { op: "Upsample", opset: 9, inputs: [Float32Array.from(scales)], shape: doubled },
];

const wrong: readonly Old[] = [
  { op: "Clip", opset: 10, inputs: [Float32Array.of(0), Float32Array.of(6)] },
  { op: "Dropout", opset: 12, attributes: { ratio: { float: 0.5 } } },
  { op: "HardSwish", opset: 12 },
  { op: "Pad", opset: 11, attributes: { pads }, shape: wider },
  { op: "Slice", opset: 10, attributes: cut, shape: rows },
  { op: "Unsqueeze", opset: 12, inputs: [[4n]], shape: [...size, 1] },
  { op: "Upsample", opset: 10, inputs: [Float32Array.from(scales)], shape: doubled },
];

function file({ op, opset, attributes = {}, inputs = [], shape = size, outputs = 1 }: Old) {
  const graph = new Graph("old");
  graph.opsets.set("", opset);
  const x = graph.input("x", "float32", size);
  const constants = inputs.map((given) => {
    if (!(given instanceof Float32Array))
      return graph.constant(BigInt64Array.from(given), [given.length], "int64");
    return graph.constant(given, op === "Clip" ? [] : [given.length]);
  });
  const types = Array.from({ length: outputs }, (_, i) => ({
    dtype: "float32" as const,
    shape: i === 0 ? shape : size,
  }));
  const node = graph.addNode(op, [x, ...constants], types, { attributes });
  graph.output("y", node.outputs[0]!);
  return encodeModel(graph, { valueInfo: true });
}

function named(models: readonly Old[]): readonly (readonly [string, Uint8Array])[] {
  return models.map((model) => [`${model.op} of ${model.opset}`, file(model)]);
}

export const oldModels = named(sound);
export const modelsOfAWrongSet = named(wrong).map(
  ([name, bytes]) => [`${name}, in the form of another set`, bytes] as const,
);
