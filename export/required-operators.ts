/** @file Which operators a runtime must have, as onnxruntime's reduced builds read it. */
import type { DType, Graph, Node } from "#graph/graph";

/**
 * Lines of a `required_operators.config`: `domain;operator set;operators`, for onnxruntime's
 * `build.sh --include_ops_by_config`.
 */
export function requiredOperators(graph: Graph): readonly string[] {
  return lines([graph], () => "");
}

/**
 * The same of several graphs together, with the element types that the operators must take, for a build with
 * `--enable_reduced_operator_type_support`: `Cast{"inputs": {"0": ["float"]}, "outputs": {"0": ["int64_t"]}}`.
 */
export function requiredTypes(graphs: readonly Graph[]): readonly string[] {
  return lines(graphs, typesOf);
}

function lines(
  graphs: readonly Graph[],
  typesOf: (nodes: readonly Node[]) => string,
): readonly string[] {
  const sets = new Map<string, Map<string, Node[]>>();
  for (const { nodes, opsets } of graphs) {
    for (const node of nodes) {
      const set = `${node.domain || "ai.onnx"};${opsets.get(node.domain) ?? 1}`;
      const operators = sets.get(set) ?? new Map<string, Node[]>();
      sets.set(set, operators.set(node.op, [...(operators.get(node.op) ?? []), node]));
    }
  }
  return [...sets].sort(byName).map(([set, operators]) => {
    const told = [...operators].sort(byName).map(([op, nodes]) => op + typesOf(nodes));
    return `${set};${told.join(",")}`;
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** What the kernels of an operator are told apart by. */
interface Tracked {
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
}

const firstInput =
  "Add AveragePool BatchNormalization Clip Concat Conv DequantizeLinear Div Equal Exp Expand Flatten Gemm Greater " +
  "Less MatMul Max Min Mul NonMaxSuppression NonZero Pad QLinearConv Range Relu Resize Sigmoid " +
  "Slice Softmax Split Sub Tile TopK Transpose";

/**
 * Operators, with their domain, whose types a build may leave out; all others keep every type.
 *
 * onnxruntime, tools/python/util/ort_format_model/operator_type_usage_processors.py.
 */
const tracked: ReadonlyMap<string, Tracked> = new Map<string, Tracked>([
  ...firstInput.split(" ").map((op) => [`:${op}`, { inputs: [0] }] as const),
  [":Cast", { inputs: [0], outputs: [0] }],
  [":Gather", { inputs: [0, 1] }],
  [":GatherElements", { inputs: [0, 1] }],
  [":Pow", { inputs: [0, 1] }],
  [":QuantizeLinear", { outputs: [0] }],
  ["com.microsoft:QLinearAdd", { inputs: [0] }],
  ["com.microsoft:QLinearMul", { inputs: [0] }],
]);

const typeNames: Readonly<Record<DType, string>> = {
  ...{ bool: "bool", float16: "MLFloat16", float32: "float", float64: "double" },
  ...{ int8: "int8_t", int32: "int32_t", int64: "int64_t", uint8: "uint8_t" },
};

function typesOf(nodes: readonly Node[]): string {
  const { domain, op } = nodes[0]!;
  const { inputs = [], outputs = [] } = tracked.get(`${domain}:${op}`) ?? {};
  const parts = [
    part(
      "inputs",
      inputs.map((i) => [i, nodes.map((node) => node.inputs[i]?.dtype)]),
    ),
    part(
      "outputs",
      outputs.map((i) => [i, nodes.map((node) => node.outputs[i]?.dtype)]),
    ),
  ].filter((text) => text !== "");
  return parts.length === 0 ? "" : `{${parts.join(", ")}}`;
}

function part(side: string, places: readonly (readonly [number, (DType | undefined)[]])[]): string {
  const entries = places.map(([i, dtypes]) => {
    const names = [...new Set(dtypes.flatMap((dtype) => (dtype ? [typeNames[dtype]] : [])))];
    return `"${i}": [${names
      .sort()
      .map((name) => `"${name}"`)
      .join(", ")}]`;
  });
  return entries.length === 0 ? "" : `"${side}": {${entries.join(", ")}}`;
}
