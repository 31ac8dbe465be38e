/**
 * before:  x ─ BatchNormalization(γ, β, μ, σ²) ─ y
 * after:   x ─ Mul(γ/√(σ²+ε)) ─ Add(β − μ·γ/√(σ²+ε)) ─ y         one factor and one summand per channel
 */
import type { Graph, Node } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** Let a normalisation with constants be a product and a sum, which fold into the layer before. */
export const batchNormAsAffine: Pass = definePass({
  name: "batch-norm-as-affine",
  source: "Jacob et al. 2018, arXiv:1712.05877, §3.2",
  run(graph) {
    return graph.nodesOf("BatchNormalization").filter((node) => lower(graph, node)).length;
  },
});

const defaultEpsilon = 1e-5;

function lower(graph: Graph, node: Node): boolean {
  const [x, ...constants] = node.inputs;
  const data = constants.map((value) => value?.data);
  if (!x || node.outputs.length > 1 || !data.every((each) => each instanceof Float32Array)) {
    return false;
  }
  const [gamma, beta, mean, variance] = data as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const epsilon = Number(node.attributes.epsilon ?? defaultEpsilon);
  const scale = gamma.map((g, c) => g / Math.sqrt(variance[c]! + epsilon));
  const shift = beta.map((b, c) => b - mean[c]! * scale[c]!);
  const { shape } = node.outputs[0]!;
  const sizes = [scale.length, ...shape.slice(2).map(() => 1)];
  const factor = graph.constant(scale, sizes, "float32", `${node.name}:scale`);
  const summand = graph.constant(shift, sizes, "float32", `${node.name}:shift`);
  const scaled = graph.add("Mul", [x, factor], shape);
  graph.bypass(node, graph.add("Add", [scaled, summand], shape));
  return true;
}
