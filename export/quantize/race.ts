/** @file How long files take to run: in turns, so that all see the same machine. */
import { median } from "#core/quantiles";
import type { DType, TensorData } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors, Session } from "#runtime/session";

export interface RaceResult {
  /** "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  /** Median milliseconds of each file, in their order. */
  readonly medians: readonly number[];
}

/** Seconds before times count: V8 compiles WebAssembly twice, the second time once it has run long enough. */
const warmUp = 0.5;
const rounds = 20;
/** Untimed runs of a turn: the files before have filled the caches. */
const settle = 2;
const runs = 10;

/** Run every file in turn at batch 1, after a while that does not count. */
export async function race(
  files: readonly Uint8Array[],
  createSession: CreateSession,
): Promise<RaceResult> {
  const sessions: Session[] = [];
  try {
    for (const bytes of files) sessions.push(await createSession(bytes));
    const feeds = sampleFeeds(files[0]!);
    const heat = async () => {
      const turns: number[][] = [];
      for (const session of sessions) turns.push(await timedRuns(() => session.run(feeds)));
      return turns;
    };
    const warm = performance.now() + 1000 * warmUp;
    while (performance.now() < warm) await heat();
    const heats: number[][][] = [];
    for (let round = 0; round < rounds; round++) heats.push(await heat());
    const medians = files.map((_, i) => median(heats.flatMap((turns) => turns[i]!)));
    return { medians, runtime: sessions[0]!.runtime };
  } finally {
    for (const session of sessions) await session.release();
  }
}

/** Milliseconds of each. */
async function timedRuns(run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = -settle; i < runs; i++) {
    const start = performance.now();
    await run();
    if (i >= 0) times.push(performance.now() - start);
  }
  return times;
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
