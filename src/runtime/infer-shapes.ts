/** @file Shapes that a file leaves unsaid, as onnxruntime infers them. */
import { type Dim, type Graph, unknownShape, type Value } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import type { CreateSession } from "#runtime/session";

/** The shapes that onnxruntime infers, for values that have none. */
export async function inferShapes(graph: Graph, createSession: CreateSession): Promise<void> {
  const unknown = graph.nodes
    .flatMap(({ outputs }) => outputs)
    .filter((value) => value.shape === unknownShape && value.readers.length > 0);
  if (unknown.length === 0) return;
  const found = await inferred(graph, unknown, createSession, (probe, values) =>
    probe.outputs.push(...values),
  );
  for (const [i, value] of unknown.entries()) value.shape = named(value, found[i]!);
  await settleScalars(graph, unknown, createSession);
}

/** No sizes at all: a number, or nothing is known. The shape of a number has no elements. */
async function settleScalars(
  graph: Graph,
  values: readonly Value[],
  createSession: CreateSession,
): Promise<void> {
  const bare = values.filter(({ shape }) => shape.length === 0);
  if (bare.length === 0) return;
  const ranks = await inferred(graph, bare, createSession, (probe, twins) => {
    for (const twin of twins) {
      const shape = probe.add("Shape", [twin], unknownShape, { dtype: "int64" });
      probe.outputs.push(shape);
    }
  });
  for (const [i, value] of bare.entries()) if (ranks[i]![0] !== 0) value.shape = unknownShape;
}

/** Of the outputs that a copy of the graph gets, one for each value. */
async function inferred(
  graph: Graph,
  values: readonly Value[],
  createSession: CreateSession,
  expose: (probe: Graph, twins: readonly Value[]) => void,
): Promise<readonly (readonly Dim[])[]> {
  const probe = decodeModel(encodeModel(graph));
  const produced = new Map(
    probe.nodes.flatMap(({ outputs }) => outputs).map((it) => [it.name, it]),
  );
  const given = probe.outputs.length;
  expose(
    probe,
    values.map(({ name }) => produced.get(name)!),
  );
  const session = await createSession(encodeModel(probe), { optimization: "disabled" });
  const shapes = new Map(session.outputs.map(({ name, shape }) => [name, shape]));
  await session.release();
  return probe.outputs.slice(given).map(({ name }) => shapes.get(name)!);
}

/** A nameless size is one of its own. */
function named(value: Value, shape: readonly Dim[]): readonly Dim[] {
  return shape.map((size, axis) => (size === "" || size === -1 ? ownSize(value, axis) : size));
}

const ownSize = ({ name }: Value, axis: number) => `${name}:${axis}`;

/** Of values with sizes of their own nothing is known any more: more may be, once constants were folded. */
export function forgetOwnSizes({ nodes }: Graph): void {
  for (const value of nodes.flatMap(({ outputs }) => outputs))
    if (value.shape.some((size, axis) => size === ownSize(value, axis))) value.shape = unknownShape;
}
