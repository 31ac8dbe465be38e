/** @file A graph in the words of another ONNX operator set, from 13 to the newest. */
import { UserError } from "#core/errors";
import { copyGraph } from "#graph/copy-graph";
import type { Graph, Node } from "#graph/graph";
import { newestOpset } from "#graph/operator-table";
import { operatorAt } from "#graph/operators";
import { schemaProblems } from "#graph/verify-schema";
import { changeOf } from "./changes.ts";
import { withoutNeutral } from "./neutral-attributes.ts";
import { oldestConverted, workingOpset } from "./working-opset.ts";

/**
 * Rewrites a graph in place.
 *
 * @param what The model, for the sentence of an error.
 * @throws UserError that names what the set cannot say, and the set that can.
 */
export function convertOpset(graph: Graph, target: number, what = "this model"): void {
  const source = opsetOf(graph);
  requireConvertible(source, target, what);
  if (source === target) return;
  rewrite(graph, source, target);
  const obstacles = graph.nodes.flatMap((node) => obstacleOf(node, target) ?? []);
  if (obstacles.length > 0) throw refusal(obstacles, target, what);
  graph.opsets.set("", target);
  graph.prune();
}

/** The graph itself where it is of that set, else a copy that is. */
export function inOpset(graph: Graph, target: number): Graph {
  if (opsetOf(graph) === target) return graph;
  const copy = copyGraph(graph);
  convertOpset(copy, target);
  return copy;
}

/** The same, and the graph itself where that set has no words for all of it. */
export function inOpsetIfSayable(graph: Graph, target: number): Graph {
  const source = opsetOf(graph);
  if (source === target || source < oldestConverted || source > newestOpset) return graph;
  const trial = copyGraph(graph);
  rewrite(trial, source, target);
  if (trial.nodes.some((node) => obstacleOf(node, target))) return graph;
  trial.opsets.set("", target);
  trial.prune();
  return trial;
}

/** Brings a graph, in place, to the set that passes are written for; one that cannot be said there stays as it is. */
export function toWorkingOpset(graph: Graph): Graph {
  const source = opsetOf(graph);
  if (source === workingOpset || source < oldestConverted || source > newestOpset) return graph;
  const trial = copyGraph(graph);
  rewrite(trial, source, workingOpset);
  if (!trial.nodes.some((node) => obstacleOf(node, workingOpset)))
    convertOpset(graph, workingOpset);
  return graph;
}

/** The version of the standard operators; what names none is of the first. */
export function opsetOf(graph: Graph): number {
  return graph.opsets.get("") ?? 1;
}

function requireConvertible(source: number, target: number, what: string): void {
  for (const opset of [source, target]) {
    if (opset >= oldestConverted && opset <= newestOpset) continue;
    throw new UserError(
      `${what} is of ONNX operator set ${source} and cannot be said in ${target}: ${oldestConverted} to ${newestOpset} are read`,
      "save it anew, in PyTorch with torch.onnx.export(…, opset_version=17)",
    );
  }
}

/** Set by set, every node that a set changed goes from one form to the other. */
function rewrite(graph: Graph, source: number, target: number): void {
  for (let set = source; set > target; set--) {
    for (const node of standardNodes(graph)) changeOf(node.op, set)?.lower(graph, node);
  }
  for (let set = source + 1; set <= target; set++) {
    for (const node of standardNodes(graph)) changeOf(node.op, set)?.raise?.(graph, node);
  }
  for (const node of standardNodes(graph)) {
    const operator = operatorAt(node.op, target);
    if (operator) node.attributes = withoutNeutral(node.attributes, operator.attributes);
  }
}

function standardNodes({ nodes }: Graph): Node[] {
  return nodes.filter(({ domain }) => domain === "");
}

interface Obstacle {
  readonly node: Node;
  readonly problem: string;
  /** The set nearest to the target that has the node as it is. */
  readonly nearest: number | undefined;
}

function obstacleOf(node: Node, target: number): Obstacle | undefined {
  if (node.domain !== "") return undefined;
  const [problem] = schemaProblems(node, target);
  if (problem === undefined) return undefined;
  const able = allOpsets.filter((opset) => schemaProblems(node, opset).length === 0);
  const nearest = able.find((opset) => opset > target) ?? able.at(-1);
  return { node, problem, nearest };
}

const allOpsets: readonly number[] = Array.from(
  { length: newestOpset - oldestConverted + 1 },
  (_, i) => oldestConverted + i,
);

function refusal(obstacles: readonly Obstacle[], target: number, what: string): UserError {
  const later = obstacles.filter(({ nearest = 0 }) => nearest > target);
  const [first] = later.length > 0 ? later.toSorted((a, b) => b.nearest! - a.nearest!) : obstacles;
  const { node, problem, nearest } = first!;
  const help =
    nearest === undefined
      ? "check the model with `wristill verify`"
      : nearest > target
        ? `${nearest} is the smallest operator set that can`
        : `${nearest} is the newest operator set that can`;
  return new UserError(
    `${what}: ONNX operator set ${target} cannot say node "${node.name}" (${node.op}): ${problem}`,
    help,
  );
}
