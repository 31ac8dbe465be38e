/** @file How long files take to run: in turns, so that all see the same machine. */
import type { DType, TensorData } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors, Session } from "#runtime/session";

export interface RaceResult {
  /** "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  /** Median milliseconds of each file, in their order. */
  readonly medians: readonly number[];
}

const warmUp = 20;
const runs = 200;

/** Run every file in turn at batch 1. */
export async function race(
  files: readonly Uint8Array[],
  createSession: CreateSession,
): Promise<RaceResult> {
  const sessions: Session[] = [];
  try {
    for (const bytes of files) sessions.push(await createSession(bytes));
    const feeds = sampleFeeds(files[0]!);
    const times: number[][] = files.map(() => []);
    for (let run = -warmUp; run < runs; run++) {
      for (const [i, session] of sessions.entries()) {
        const start = performance.now();
        await session.run(feeds);
        if (run >= 0) times[i]!.push(performance.now() - start);
      }
    }
    return { medians: times.map(median), runtime: sessions[0]!.runtime };
  } finally {
    for (const session of sessions) await session.release();
  }
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** One window of a slow wave for every input; integer networks take equally long for any values. */
function sampleFeeds(model: Uint8Array): HostTensors {
  const feeds = decodeModel(model).inputs.map(({ name, dtype, shape }) => {
    const sizes = shape.map((size) => (typeof size === "number" ? size : 1));
    const length = sizes.reduce((product, n) => product * n, 1);
    const data: TensorData = Float32Array.from({ length }, (_, i) => Math.sin(i / 9));
    return [name, { dtype: dtype as DType, shape: sizes, data }] as const;
  });
  return Object.fromEntries(feeds);
}
