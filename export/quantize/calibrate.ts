/** @file Run the float model over calibration windows and look at its activations. */
import { UserError } from "#core/errors";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors } from "#runtime/session";
import type { Extremes } from "./extremes.ts";

/** Batches of model inputs, best a few dozen windows each; walked more than once where there are corrections or a budget. */
export type CalibrationFeeds = Iterable<HostTensors> | AsyncIterable<HostTensors>;

export interface Calibration<Seen> {
  /** What was seen of each value, by name. */
  readonly seen: ReadonlyMap<string, Seen>;
  readonly windows: number;
}

export interface CalibrationOptions<Seen> {
  readonly calibration: CalibrationFeeds;
  readonly createSession: CreateSession;
  /** What looks at each value; a `Histogram` costs more time than `Extremes`. */
  readonly observer: new () => Seen;
}

/** Observe each named value. One batch is in memory at a time, whatever the number of windows. */
export async function calibrate<Seen extends Extremes>(
  graph: Graph,
  names: readonly string[],
  { calibration, createSession, observer: Observer }: CalibrationOptions<Seen>,
): Promise<Calibration<Seen>> {
  const seen = new Map(names.map((name) => [name, new Observer()]));
  const session = await createSession(encodeModel(exposed(graph, names)));
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
