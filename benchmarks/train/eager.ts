/** @file The contenders of tf.js: the same step, eagerly, on each of its backends. */
import { setBackend, version_core } from "@tensorflow/tfjs";
import { messageOf } from "#core/errors";
import { Random } from "#core/random";
import { cpuEngine, nodeEngine } from "#train/engines/eager";
import type { TrainCase } from "./cases.ts";
import { type Contender, timeCalls } from "./contender.ts";
import { batches } from "./recorded.ts";
import { stepUnderTest } from "./step-under-test.ts";

interface Backend {
  readonly name: string;
  /** tf.js's own name of it. */
  readonly backend: string;
  readonly slow?: boolean;
  /** Makes it available, or throws. */
  load(threads: number): Promise<unknown>;
}

const wasmPackage = "@tensorflow/tfjs-backend-wasm"; // not a dependency: no static import

const backends = {
  node: {
    name: `tfjs-node ${version_core}`,
    backend: "tensorflow",
    load(threads) {
      process.env.TF_NUM_INTRAOP_THREADS ??= String(threads); // read when the library starts
      process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
      return nodeEngine();
    },
  },
  wasm: {
    name: `tf.js ${version_core}, wasm backend`,
    backend: "wasm",
    async load(threads) {
      const { setThreadsCount } = await import(wasmPackage);
      setThreadsCount(threads);
    },
  },
  cpu: {
    name: `tf.js ${version_core}, cpu backend`,
    backend: "cpu",
    slow: true,
    load: async () => undefined,
  },
} as const satisfies Record<string, Backend>;

export type EagerBackend = keyof typeof backends;

export const eagerBackends: readonly EagerBackend[] = ["node", "wasm", "cpu"];

/** Why a contender is missing. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}

/** The contender, having run one step; or why there is none. */
export async function eagerContender(
  which: EagerBackend,
  trainCase: TrainCase,
  threads: number,
): Promise<Contender | Absent> {
  const { name, backend, load, ...rest }: Backend = backends[which];
  try {
    await load(threads);
    const step = await cpuEngine().compileStep(stepUnderTest(trainCase), new Random(1));
    const next = batches(trainCase);
    const run = async (count: number) => {
      await setBackend(backend);
      return timeCalls(count, () => step.run(next(), 1e-3));
    };
    if (!rest.slow) await run(1);
    return { name, run, close: () => step.release(), ...rest };
  } catch (error) {
    return { name, reason: messageOf(error).split("\n")[0]! };
  }
}
