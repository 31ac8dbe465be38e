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

/** A shape with a nameless size, or none at all for a tensor of reals, says nothing. */
function known({ dtype }: Value, shape: readonly Dim[] | undefined): readonly Dim[] {
  const told = shape?.every((size) => size !== "" && size !== -1);
  const scalar = shape?.length === 0 && dtype === "float32";
  return told && shape && !scalar ? shape : unknownShape;
}
