/** @file How often integers and the float model name the same class. */
import { sizeOf } from "#core/signal";
import type { CalibrationFeeds } from "#export/quantize/calibrate";
import { scoredClasses } from "#export/scored-classes";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors } from "#runtime/session";
import type { IntegerNetwork } from "./network.ts";
import { realsOf, roundWindow, runIntegers } from "./run-network.ts";

export interface Agreement {
  readonly windows: number;
  /** Windows whose most likely class, by the first output, is the same; absent where it does not score classes. */
  readonly same?: number;
  /** The distance of the first output from the float model's, as a share of its size. */
  readonly change: number;
}

/** Runs both over the windows. */
export async function agreement(
  network: IntegerNetwork,
  float: Graph,
  feeds: CalibrationFeeds,
  createSession: CreateSession,
): Promise<Agreement> {
  const session = await createSession(encodeModel(float));
  const [output] = network.outputs as [IntegerNetwork["outputs"][number]];
  const length = sizeOf(output.tensor.shape);
  let [windows, same, apart, size] = [0, 0, 0, 0];
  try {
    for await (const feed of feeds) {
      const expected = (await session.run(feed))[output.name]!.data as Float32Array;
      for (let i = 0; i * length < expected.length; i++) {
        const row = expected.subarray(i * length, (i + 1) * length);
        const answer = realsOf(output.tensor, integersOf(network, feed, i)[output.name]!);
        windows++;
        same += largest(row) === largest(answer) ? 1 : 0;
        apart += row.reduce((sum, v, k) => sum + (v - answer[k]!) ** 2, 0);
        size += row.reduce((sum, v) => sum + v ** 2, 0);
      }
    }
  } finally {
    await session.release();
  }
  const change = Math.sqrt(apart / size);
  return scoredClasses(output.tensor.shape) === undefined
    ? { windows, change }
    : { windows, same, change };
}

/** The network's answer to window `i` of a batch. */
export function integersOf(network: IntegerNetwork, feed: HostTensors, i: number) {
  const rounded = network.inputs.map((input) => {
    const length = sizeOf(input.tensor.shape);
    const data = feed[input.name]!.data as Float32Array;
    return [input.name, roundWindow(input, data.subarray(i * length, (i + 1) * length))] as const;
  });
  return runIntegers(network, Object.fromEntries(rounded));
}

function largest(values: Float32Array): number {
  return values.indexOf(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
}
