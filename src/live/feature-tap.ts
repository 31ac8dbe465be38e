/** @file Where the last layer of any classifier begins. */
import type { Graph, Node, Value } from "#graph/graph";

/** What a last layer multiplies with, in float and in integers. */
const products = new Set([
  ...["Gemm", "MatMul", "MatMulInteger", "MatMulNBits", "QGemm", "QLinearMatMul"],
]);

export interface FeatureTap {
  /** The output that holds them, `[batch, width]`. */
  readonly name: string;
  readonly width: number;
}

/**
 * Makes what the last layer reads an output of its own, "features". Where no such layer is found, the logits stand in
 * for it: then they alone are trained further.
 */
export function tapFeatures(graph: Graph): FeatureTap {
  const logits = graph.outputs.find(({ name }) => name === "logits") ?? graph.outputs[0]!;
  const features = featuresBefore(logits);
  if (features === undefined) return { name: logits.name, width: logits.shape.at(-1) as number };
  graph.output("features", features);
  return { name: features.name, width: features.shape[1] as number };
}

/** The nearest float matrix upstream of the last product; integers are stepped over. */
function featuresBefore(logits: Value): Value | undefined {
  let multiplied = false;
  for (let value: Value | undefined = logits; value?.producer; ) {
    const node: Node = value.producer;
    multiplied ||= products.has(node.op);
    const inputs: readonly Value[] = node.inputs.filter(
      (each) => each && !isConstant(each),
    ) as Value[];
    if (inputs.length !== 1) return undefined; // branches meet here
    value = inputs[0]!;
    if (multiplied && isMatrix(value)) return value;
  }
  return undefined;
}

function isMatrix({ dtype, shape, producer }: Value): boolean {
  const floats = dtype === "float32" && producer !== undefined;
  return floats && shape.length === 2 && typeof shape[1] === "number";
}

/** Weights that are unpacked while a file loads are constants, too. */
function isConstant({ data, producer }: Value): boolean {
  if (data !== undefined) return true;
  return producer?.inputs.every((each) => each === undefined || isConstant(each)) ?? false;
}
