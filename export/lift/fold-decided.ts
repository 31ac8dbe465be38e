/**
 * before:  (Cast(W int8) · s), DequantizeLinear(W, s), Split(Mod(W, 16)) …  ─ Conv
 * after:   W′ float32 ─ Conv
 */
import { messageOf, UserError } from "#core/errors";
import type { Graph, Node, Value } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { isRandom } from "#graph/random-operators";
import type { CreateSession } from "#runtime/session";

/** What follows from constants alone becomes a constant: weights that a file keeps in fewer bits, above all. */
export async function foldDecided(
  graph: Graph,
  createSession: CreateSession,
  isWanted: (value: Value) => boolean = () => true,
): Promise<void> {
  const decided = new Set<Node>();
  for (const node of graph.nodes) if (isDecided(node, decided)) decided.add(node);
  const edge = [...decided]
    .flatMap(({ outputs }) => outputs)
    .filter((value) => value.readers.some((reader) => !decided.has(reader)) && isWanted(value));
  if (edge.length === 0) return;
  const results = await computed(graph, edge, createSession);
  for (const value of edge) {
    const { data, shape, dtype } = results[value.name]!;
    graph.replace(value, graph.constant(data, shape, dtype, value.name));
  }
  graph.prune();
}

function isDecided(node: Node, decided: ReadonlySet<Node>): boolean {
  if (isRandom(node)) return false;
  return node.inputs.every((it) => !it || it.data || (it.producer && decided.has(it.producer)));
}

async function computed(graph: Graph, wanted: readonly Value[], createSession: CreateSession) {
  const probe = decodeModel(encodeModel(graph));
  const names = new Set(wanted.map(({ name }) => name));
  const values = probe.nodes.flatMap(({ outputs }) => outputs);
  probe.outputs.splice(0, probe.outputs.length, ...values.filter(({ name }) => names.has(name)));
  probe.inputs.length = 0;
  probe.prune();
  try {
    const session = await createSession(encodeModel(probe), { optimization: "disabled" });
    const results = await session.run({});
    await session.release();
    return results;
  } catch (error) {
    throw new UserError(
      `the model's weights cannot be computed: ${messageOf(error)}`,
      "check it with `wristill verify`",
      { cause: error },
    );
  }
}
