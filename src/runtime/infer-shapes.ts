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
  const probe = decodeModel(encodeModel(graph));
  const produced = new Map(
    probe.nodes.flatMap(({ outputs }) => outputs).map((it) => [it.name, it]),
  );
  probe.outputs.push(...unknown.map(({ name }) => produced.get(name)!));
  const session = await createSession(encodeModel(probe), { optimization: "disabled" });
  const found = new Map(session.outputs.map(({ name, shape }) => [name, shape]));
  await session.release();
  for (const value of unknown) value.shape = known(value, found.get(value.name));
}

/** A nameless size is one of its own; no sizes at all for a tensor of reals say nothing. */
function known({ dtype, name }: Value, shape: readonly Dim[] | undefined): readonly Dim[] {
  const scalar = shape?.length === 0 && dtype === "float32";
  if (!shape || scalar) return unknownShape;
  return shape.map((size, axis) => (size === "" || size === -1 ? `${name}:${axis}` : size));
}
