/** @file Which operators a runtime must have, as onnxruntime's reduced builds read it. */
import type { Graph } from "#graph/graph";

/**
 * Lines of a `required_operators.config`: `domain;operator set;operators`, for onnxruntime's
 * `build.sh --include_ops_by_config`.
 */
export function requiredOperators({ nodes, opsets }: Graph): readonly string[] {
  const domains = [...new Set(nodes.map(({ domain }) => domain))].sort();
  return domains.map((domain) => {
    const operators = new Set(nodes.filter((node) => node.domain === domain).map(({ op }) => op));
    return `${domain || "ai.onnx"};${opsets.get(domain) ?? 1};${[...operators].sort().join(",")}`;
  });
}
