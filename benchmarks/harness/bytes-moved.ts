/** @file How many bytes a graph's operators read and write: beside arithmetic, what a battery pays for. */
import { tensorBytes } from "#export/cost";
import type { Graph, Value } from "#graph/graph";
import { isRandom } from "#graph/random-operators";

/** Operators that only look at memory in another way. */
const views: ReadonlySet<string> = new Set([
  "Dropout",
  "Flatten",
  "Identity",
  "Reshape",
  "Squeeze",
  "Unsqueeze",
]);

/**
 * Of one window, each operator by itself: no fusion, no cache. A weight counts once, in the bits that the file keeps it
 * in: what unpacks it knows nothing of the window. Throws where shapes are unknown.
 *
 * @param file What `graph` was before what constants decide was computed; the same names are the same values.
 */
export function bytesMoved(graph: Graph, file: Graph = graph): number {
  const origins = new Origins();
  const stored = new Map(file.nodes.map((node) => [node.outputs[0]!.name, node.inputs]));
  const weights = new Set<Value>();
  let bytes = 0;
  for (const { op, inputs, outputs } of graph.nodes) {
    const [result] = outputs as [Value];
    if (views.has(op) || origins.of(result)) continue;
    for (const [i, value] of inputs.entries()) {
      const constants = origins.of(stored.get(result.name)?.[i]) ?? origins.of(value);
      for (const each of constants ?? []) weights.add(each);
      if (value && !constants) bytes += tensorBytes(value);
    }
    for (const value of outputs) bytes += tensorBytes(value);
  }
  return [...weights].reduce((sum, { data }) => sum + data!.byteLength, bytes);
}

/** The constants that values follow from. */
class Origins {
  readonly #known: Map<Value, ReadonlySet<Value> | undefined> = new Map();

  /** `undefined` of a value that windows or chance decide. */
  of(value: Value | undefined): ReadonlySet<Value> | undefined {
    if (!value) return undefined;
    if (!this.#known.has(value)) this.#known.set(value, this.#found(value));
    return this.#known.get(value);
  }

  #found(value: Value): ReadonlySet<Value> | undefined {
    if (value.data) return new Set([value]);
    const { producer } = value;
    if (!producer || isRandom(producer)) return undefined;
    const parts = producer.inputs.flatMap((each) => (each ? [this.of(each)] : []));
    return parts.includes(undefined) ? undefined : new Set(parts.flatMap((part) => [...part!]));
  }
}
