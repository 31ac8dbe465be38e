/** @file A shape as a value of the graph, also where the batch is symbolic. */
import type { Value } from "#graph/graph";
import { batchPrime, type Emitter, isBatchSized, sizes } from "#record/emitter";

/** int64 `[rank]`; batch-derived sizes are read from a graph input while the graph runs. */
export function shapeValue(emit: Emitter, shape: readonly number[]): Value {
  if (!shape.some(isBatchSized)) return emit.ints(shape);
  const batch = batchSize(emit);
  const parts = shape.map((size) => {
    if (!isBatchSized(size)) return emit.ints([size]);
    const times = size / batchPrime;
    return times === 1 ? batch : emit.binary("Mul", batch, emit.ints([times]));
  });
  return emit.concat(parts, 0);
}

/** A number, repeated: `Expand` of a scalar. */
export function filled(emit: Emitter, scalar: Value, shape: readonly number[]): Value {
  if (shape.length === 0) return scalar;
  return emit.add("Expand", [scalar, shapeValue(emit, shape)], shape);
}

function batchSize(emit: Emitter): Value {
  const source = emit.graph.inputs.find((input) => sizes(input).includes(batchPrime))!;
  const axis = sizes(source).indexOf(batchPrime);
  const shape = emit.add("Shape", [source], [source.shape.length], { dtype: "int64" });
  return emit.slice(shape, 0, axis, axis + 1);
}
