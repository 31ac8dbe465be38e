/** @file What the harness reports beside a bare loop around `session.run`, and beside Python's onnxruntime. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { noiseFeeds } from "#benchmarks/feeds";
import { timedTurn } from "#benchmarks/harness/run-job";
import { type PythonProcess, startPython } from "#benchmarks/peers/python-process";
import { medianInterval } from "#core/bootstrap";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { HostTensors, Session } from "#runtime/session";

/** µs at the median, and the harness as a multiple of the other, block by block. */
export interface Agreement {
  readonly file: string;
  readonly other: string;
  readonly harness: number;
  readonly theirs: number;
  readonly ratio: number;
  /** 95 % interval of the ratio. */
  readonly low: number;
  readonly high: number;
}

export interface AgreeOptions {
  /** `peers/latency.py`. */
  readonly script: string;
  readonly blocks: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface AgreeReport {
  readonly agreements: readonly Agreement[];
  /** Why Python is not among them. */
  readonly absent: string | null;
}

/** Runs of a block, and those before that are not timed. */
const [runs, settle] = [100, 20];

type Block = () => Promise<number[]>;

export async function agree({ script, blocks, files }: AgreeOptions): Promise<AgreeReport> {
  const peer = await startPython({ script });
  const python = typeof peer === "string" ? undefined : peer;
  const folder = await mkdtemp(join(tmpdir(), "wristill-agree-"));
  const agreements: Agreement[] = [];
  try {
    for (const [file, bytes] of Object.entries(files)) {
      const path = join(folder, "model.onnx");
      await writeFile(path, bytes);
      const session = await createOrtNodeSession(bytes);
      const feeds = noiseFeeds(session.inputs, new Random(1));
      const harness = () => timedTurn(() => session.run(feeds), { runs, settle }, clock);
      const others: Record<string, Block> = { "bare loop": await bareLoop(path, feeds) };
      if (python) others[`Python, ${python.greeting.onnxruntime}`] = await pythonLoop(python, path);
      agreements.push(...(await alternate(file, harness, others, blocks)));
      await (session satisfies Session).release();
    }
  } finally {
    python?.close();
    await rm(folder, { recursive: true, force: true });
  }
  return { agreements, absent: typeof peer === "string" ? peer : null };
}

const clock = () => performance.now();

/** As somebody would write it who has no harness: tensors made once, nothing around the call. */
async function bareLoop(path: string, feeds: HostTensors): Promise<Block> {
  const session = await InferenceSession.create(path, {
    ...{ intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
  });
  const [[name, { data, shape }]] = Object.entries(feeds) as [[string, HostTensors[string]]];
  const tensors = { [name]: new Tensor("float32", data as Float32Array, shape) };
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

async function pythonLoop(python: PythonProcess, path: string): Promise<Block> {
  await python.ask(JSON.stringify({ load: path }));
  return async () => {
    const answer = (await python.ask(JSON.stringify({ run: settle + runs }))) as {
      readonly times: readonly number[];
    };
    return answer.times.slice(settle);
  };
}

/** Blocks in turn, in an order drawn anew each time. */
async function alternate(
  file: string,
  harness: Block,
  others: Readonly<Record<string, Block>>,
  blocks: number,
): Promise<Agreement[]> {
  const all = [harness, ...Object.values(others)];
  const random = new Random(3);
  const medians = all.map((): number[] => []);
  for (const block of all) await block(); // warm
  for (let round = 0; round < blocks; round++) {
    for (const index of random.permutation(all.length)) {
      medians[index]!.push(median(await all[index]!()));
    }
  }
  const [ours, ...theirs] = medians as [number[], ...number[][]];
  return Object.keys(others).map((other, i) => {
    const ratios = ours.map((time, round) => time / theirs[i]![round]!);
    const interval = medianInterval(ratios, random.fork(other));
    const times = { harness: median(ours), theirs: median(theirs[i]!) };
    return { file, other, ...times, ratio: median(ratios), ...interval };
  });
}
