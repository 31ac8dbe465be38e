/** @file A model for one window at a time: every size is a number, found by running it. */
import { UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import { arrays } from "#graph/decode-tensor";
import type { Dim, DType, Graph, TensorData, Value } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import type { CreateSession } from "#runtime/session";
import { copyOf } from "./quantize/scheme.ts";

/** A copy of the graph with a batch of one and the shape that every value then has. */
export async function oneWindow(graph: Graph, createSession: CreateSession): Promise<Graph> {
  const copy = copyOf(graph);
  for (const input of copy.inputs)
    input.shape = input.shape.map((size, i) => fixed(input, size, i));
  const shapes = await shapesOf(copy, createSession);
  for (const value of valuesOf(copy)) value.shape = shapes.get(value.name) ?? value.shape;
  return copy;
}

function fixed({ name }: Value, size: Dim, axis: number): number {
  if (typeof size === "number") return size;
  if (axis === 0) return 1;
  throw new UserError(
    `input "${name}" has an open size, "${size}", beside the batch`,
    "save the model for windows of one length and a fixed number of channels",
  );
}

function valuesOf(graph: Graph): Value[] {
  return graph.nodes.flatMap(({ outputs }) => outputs);
}

/** Runs the model once on zeros, with all values as outputs. */
async function shapesOf(graph: Graph, createSession: CreateSession) {
  const probe = decodeModel(encodeModel(graph));
  probe.outputs.splice(0, probe.outputs.length, ...valuesOf(probe));
  const session = await createSession(encodeModel(probe), { optimization: "disabled" });
  try {
    const feeds = probe.inputs.map(({ name, dtype, shape }) => {
      const sizes = shape as readonly number[];
      return [name, { dtype, shape: sizes, data: zeros(dtype, sizeOf(sizes)) }] as const;
    });
    const results = await session.run(Object.fromEntries(feeds));
    return new Map(Object.entries(results).map(([name, { shape }]) => [name, shape]));
  } finally {
    await session.release();
  }
}

function zeros(dtype: DType, length: number): TensorData {
  return new arrays[dtype](length);
}
