/** @file Run the float model over calibration windows and look at its activations. */
import { UserError } from "#core/errors";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors } from "#runtime/session";
import { Histogram } from "./histogram.ts";
import { copyOf } from "./scheme.ts";

/** Batches of model inputs, best a few dozen windows each; walked more than once where there are corrections or a budget. */
export type CalibrationFeeds = Iterable<HostTensors> | AsyncIterable<HostTensors>;

export interface Calibration {
  /** By value name. */
  readonly histograms: ReadonlyMap<string, Histogram>;
  readonly windows: number;
}

/** One histogram per named value. Memory does not grow with the number of windows. */
export async function calibrate(
  graph: Graph,
  names: readonly string[],
  feeds: CalibrationFeeds,
  createSession: CreateSession,
): Promise<Calibration> {
  const histograms = new Map(names.map((name) => [name, new Histogram()]));
  const session = await createSession(encodeModel(exposed(graph, names)));
  let windows = 0;
  try {
    for await (const feed of feeds) {
      const results: HostTensors = { ...feed, ...(await session.run(feed)) };
      for (const [name, histogram] of histograms) {
        histogram.add(results[name]!.data as Float32Array, name);
      }
      windows += feed[graph.inputs[0]!.name]?.shape[0] ?? 0;
    }
  } finally {
    await session.release();
  }
  if (windows === 0) {
    throw new UserError("calibration: no windows came", "pass some windows of the training set");
  }
  return { histograms, windows };
}

/** A copy whose outputs are the named values; inputs among them need no computing. */
export function exposed(graph: Graph, names: readonly string[]): Graph {
  const copy = copyOf(graph);
  const values = copy.nodes.flatMap((node) => node.outputs);
  const named = values.filter(({ name }) => names.includes(name));
  if (named.length > 0) copy.outputs.splice(0, copy.outputs.length, ...named);
  copy.prune();
  return copy;
}
