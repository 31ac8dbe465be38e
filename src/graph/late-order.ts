/** @file The order of nodes in which onnxruntime runs them as they stand here, or nearly. */
import type { Graph, Node } from "./graph.ts";

/**
 * onnxruntime does not run nodes as they stand in the file: it walks from the outputs to what they need, of several needs
 * the one that stands last first. A training step would compute every gradient of weights at its end, long after the
 * operands have left the cache. So each node is put as far back as its readers let it, the earlier before the later: a
 * walk from behind then meets them in the graph's own order.
 */
export function putLate(graph: Graph): void {
  const place = new Map(graph.nodes.map((node, i) => [node, i]));
  const unread = new Map(graph.nodes.map((node) => [node, readersOf(node).size]));
  const free = graph.nodes.filter((node) => unread.get(node) === 0);
  const backwards: Node[] = [];
  while (free.length > 0) {
    const node = takeFirst(free, place);
    backwards.push(node);
    for (const producer of producersOf(node)) {
      const left = unread.get(producer)! - 1;
      unread.set(producer, left);
      if (left === 0) free.push(producer);
    }
  }
  graph.nodes = backwards.reverse();
}

function takeFirst(free: Node[], place: ReadonlyMap<Node, number>): Node {
  const first = free.reduce((best, node) => (place.get(node)! < place.get(best)! ? node : best));
  free.splice(free.indexOf(first), 1);
  return first;
}

const readersOf = (node: Node) => new Set(node.outputs.flatMap(({ readers }) => readers));

const producersOf = (node: Node) => new Set(node.inputs.flatMap((value) => value?.producer ?? []));
