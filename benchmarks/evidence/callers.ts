/** @file Those who time a call of the same file: our harness, a bare loop, Python; and what lies between them. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { noiseFeeds } from "#benchmarks/feeds";
import { timedTurn } from "#benchmarks/harness/run-job";
import type { PythonProcess } from "#benchmarks/peers/python-process";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";

/** Some timed calls in a row, in µs. */
export type Block = () => Promise<readonly number[]>;

/** Calls of a block, and those before that are not timed. */
const [runs, settle] = [100, 20];

export const ours = "harness";

/** A file that is loaded by all of them; close what was opened. */
export async function callersOf(
  path: string,
  bytes: Uint8Array,
  python: PythonProcess | undefined,
): Promise<{ readonly blocks: Readonly<Record<string, Block>>; close(): Promise<void> }> {
  const session = await createOrtNodeSession(bytes);
  const feeds = noiseFeeds(session.inputs, new Random(1));
  const call = session.prepare(feeds);
  const tensors = Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape }]) => {
      return [name, new Tensor("float32", data as Float32Array, shape)] as const;
    }),
  );
  const theirs = await InferenceSession.create(path, options);
  const blocks: Record<string, Block> = {
    [ours]: () => timedTurn(call, { runs, settle }, () => performance.now()),
    "bare loop": bareLoop(theirs, tensors),
    "its native half": nativeLoop(path, theirs, tensors),
  };
  if (python) blocks[`Python, ${python.greeting.onnxruntime}`] = await pythonLoop(path, python);
  const close = async () => {
    for (const each of [session, theirs]) await each.release();
  };
  return { blocks, close };
}

const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;

type Tensors = Readonly<Record<string, Tensor>>;

/** As somebody would write it who has no harness. */
function bareLoop(session: InferenceSession, tensors: Tensors): Block {
  return async () => {
    const times: number[] = [];
    for (let i = 0; i < settle + runs; i++) {
      const start = performance.now();
      await session.run(tensors);
      times.push(1000 * (performance.now() - start));
    }
    return times.slice(settle);
  };
}

/** onnxruntime-node's own binding to the library, which its `run` calls on the next turn of the event loop. */
interface Binding {
  readonly InferenceSession: new () => {
    loadModel(path: string, options: InferenceSession.SessionOptions): void;
    run(feeds: Tensors, fetches: Readonly<Record<string, null>>, options: object): unknown;
  };
}

/** What `session.run` does without its promise. */
function nativeLoop(path: string, { outputNames }: InferenceSession, tensors: Tensors): Block {
  const require = createRequire(import.meta.url);
  const { binding }: { binding: Binding } = require(
    join(dirname(require.resolve("onnxruntime-node")), "binding.js"),
  );
  const session = new binding.InferenceSession();
  session.loadModel(path, options);
  const fetches = Object.fromEntries(outputNames.map((name) => [name, null]));
  return async () => {
    const times: number[] = [];
    for (let i = 0; i < settle + runs; i++) {
      const start = performance.now();
      session.run(tensors, fetches, {});
      times.push(1000 * (performance.now() - start));
    }
    return times.slice(settle);
  };
}

async function pythonLoop(path: string, python: PythonProcess): Promise<Block> {
  await python.ask(JSON.stringify({ load: path }));
  return async () => {
    const question = JSON.stringify({ run: settle + runs, file: path });
    const { times } = (await python.ask(question)) as { readonly times: readonly number[] };
    return times.slice(settle);
  };
}
