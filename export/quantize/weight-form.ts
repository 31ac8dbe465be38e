/** @file The form of schemes that store weights in fewer bytes and compute as before. */
import { shareEqualConstants } from "#export/passes/share-equal-constants";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import type { Form, SchemeSource } from "./scheme.ts";

/** `store` replaces the weights of the copy that it is handed, in standard operators. */
export function weightForm(
  name: string,
  store: (graph: Graph, source: SchemeSource) => void,
): Form {
  return {
    name,
    portable: true,
    floats: true,
    build(source) {
      const graph = copyGraph(source.graph);
      store(graph, source);
      runPasses(graph, [shareEqualConstants]);
      return { graph, tensors: [] };
    },
  };
}
