/** @file Run the float model over calibration windows and look at its activations. */
import { UserError } from "#core/errors";
import { copyGraph } from "#graph/copy-graph";
import type { Graph, Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors } from "#runtime/session";
import type { Extremes, Sees } from "./extremes.ts";

/** Batches of model inputs, best a few dozen windows each; walked more than once where there are corrections or a budget. */
export type CalibrationFeeds = Iterable<HostTensors> | AsyncIterable<HostTensors>;

export interface Calibration<Seen> {
  /** What was seen of each value, by name. */
  readonly seen: ReadonlyMap<string, Seen>;
  readonly windows: number;
}

/** A class whose objects look at one activation each. */
export interface Observer<Seen> {
  new (): Seen;
  readonly sees: Sees;
}

export interface CalibrationOptions<Seen> {
  readonly calibration: CalibrationFeeds;
  readonly createSession: CreateSession;
  /** What looks at each value; a `Histogram` costs more time than `Extremes`. */
  readonly observer: Observer<Seen>;
}

/**
 * Observe each named value; where extremes are all that is seen, no more leaves the runtime. One batch is in memory at a
 * time, whatever the number of windows.
 */
export async function calibrate<Seen extends Extremes>(
  graph: Graph,
  names: readonly string[],
  { calibration, createSession, observer: Observer }: CalibrationOptions<Seen>,
): Promise<Calibration<Seen>> {
  const seen = new Map(names.map((name) => [name, new Observer()]));
  const watched = exposed(graph, names);
  if (Observer.sees === "extremes") summarize(watched, names);
  const session = await createSession(encodeModel(watched));
  let windows = 0;
  try {
    for await (const feed of calibration) {
      const results: HostTensors = { ...feed, ...(await session.run(feed)) };
      for (const [name, observed] of seen) {
        observed.add(results[name]!.data as Float32Array, name);
      }
      windows += feed[graph.inputs[0]!.name]?.shape[0] ?? 0;
    }
  } finally {
    await session.release();
  }
  if (windows === 0) {
    throw new UserError("calibration: no windows came", "pass some windows of the training set");
  }
  return { seen, windows };
}

/** A copy whose outputs are the named values; inputs among them need no computing. */
export function exposed(graph: Graph, names: readonly string[]): Graph {
  const copy = copyGraph(graph);
  const values = copy.nodes.flatMap((node) => node.outputs);
  const named = values.filter(({ name }) => names.includes(name));
  if (named.length > 0) copy.outputs.splice(0, copy.outputs.length, ...named);
  copy.prune();
  return copy;
}

/** Let the runtime find the ends of the named outputs: a fraction of the time that looking at every value takes. */
function summarize(graph: Graph, names: readonly string[]): void {
  for (const [i, value] of graph.outputs.entries()) {
    if (!names.includes(value.name)) continue;
    const ends = endsOf(graph, value);
    const { name } = value;
    value.name = graph.uniqueName(`${name}:whole`);
    ends.name = name;
    graph.outputs[i] = ends;
  }
}

/** The least value, the largest, and 0, which is NaN where one of them, or their sum, is not finite. */
function endsOf(graph: Graph, value: Value): Value {
  const one = value.shape.map(() => 1);
  const [least, largest, sum] = ["Min", "Max", "Sum"].map((what) =>
    graph.add(`Reduce${what}`, [value], one),
  );
  const finite = graph.add("Sub", [sum, sum], one);
  const options = { attributes: { axis: 0 } };
  return graph.add("Concat", [least, largest, finite], [3, ...one.slice(1)], options);
}
