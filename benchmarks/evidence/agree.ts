/** @file What the harness reports beside a bare loop around `session.run`, and beside Python's onnxruntime. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Turns, type Verdict, verdictOf } from "#benchmarks/harness/verdict";
import { startPython } from "#benchmarks/peers/python-process";
import type { OnProgress } from "#core/progress";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { type Block, callersOf, ours } from "./callers.ts";

/** The harness beside somebody else, on one file. */
export interface Agreement {
  readonly file: string;
  readonly other: string;
  /** µs at the median. */
  readonly harness: number;
  readonly theirs: number;
  /** The harness as a multiple of the other, over sittings. */
  readonly verdict: Verdict;
  /** The same of what either takes beyond its own empty call; `null` for that call itself. */
  readonly beyond: Verdict | null;
}

export interface AgreeFile {
  readonly bytes: Uint8Array;
  /** Name of the file that computes nothing and takes and gives the same; its own where it is that file. */
  readonly floor: string;
}

export interface AgreeOptions {
  /** `peers/latency.py`. */
  readonly script: string;
  /** New sessions, and a new Python process: where things lie in memory lasts as long as these. */
  readonly sittings: number;
  /** Blocks of everybody in each. */
  readonly rounds: number;
  readonly files: Readonly<Record<string, AgreeFile>>;
  readonly onProgress?: OnProgress | undefined;
}

export interface AgreeReport {
  readonly sittings: number;
  readonly rounds: number;
  readonly agreements: readonly Agreement[];
  /** Why Python is not among them. */
  readonly absent: string | null;
}

/** Times by file and caller. */
type Sitting = Readonly<Record<string, Readonly<Record<string, Turns>>>>;

export async function agree(options: AgreeOptions): Promise<AgreeReport> {
  const { script, sittings, rounds, files, onProgress } = options;
  const sat: Sitting[] = [];
  let absent: string | null = null;
  for (let i = 0; i < sittings; i++) {
    const peer = await startPython({ script });
    const python = typeof peer === "string" ? undefined : peer;
    if (typeof peer === "string") absent = peer;
    try {
      sat.push(await sit(options, python, new Random(3).fork(i)));
    } finally {
      python?.close();
    }
    onProgress?.({ task: "beside others", done: i + 1, total: sittings });
  }
  const agreements = Object.entries(files).flatMap(([file, { floor }]) =>
    Object.keys(sat[0]![file]!)
      .filter((caller) => caller !== ours)
      .map((other) => agreementOf(sat, { file, floor, other })),
  );
  return { sittings, rounds, agreements, absent };
}

async function sit(
  { files, rounds }: AgreeOptions,
  python: Parameters<typeof callersOf>[2],
  random: Random,
): Promise<Sitting> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-agree-"));
  const closing: (() => Promise<void>)[] = [];
  const all: { readonly block: Block; readonly turns: (readonly number[])[] }[] = [];
  const sitting: Record<string, Record<string, Turns>> = {};
  try {
    for (const [i, [file, { bytes }]] of Object.entries(files).entries()) {
      const path = join(folder, `${i}.onnx`);
      await writeFile(path, bytes);
      const { blocks, close } = await callersOf(path, bytes, python);
      closing.push(close);
      const named = Object.entries(blocks).map(([name, block]) => ({ name, block, turns: [] }));
      sitting[file] = Object.fromEntries(named.map(({ name, turns }) => [name, turns]));
      all.push(...named);
    }
    for (const { block } of all) await block(); // warm
    for (let round = 0; round < rounds; round++) {
      for (const index of random.permutation(all.length)) {
        const { block, turns } = all[index]!;
        turns.push(await block());
      }
    }
  } finally {
    for (const close of closing) await close();
    await rm(folder, { recursive: true, force: true });
  }
  return sitting;
}

interface Pair {
  readonly file: string;
  readonly floor: string;
  readonly other: string;
}

function agreementOf(sat: readonly Sitting[], { file, floor, other }: Pair): Agreement {
  /** Median of each block. */
  const middles = (sitting: Sitting, of: string, caller: string) =>
    sitting[of]![caller]!.map((times) => median(times));
  const over = (caller: string) => median(sat.flatMap((sitting) => middles(sitting, file, caller)));
  /** Logarithms by sitting: of the ratio in the middle round. */
  const logs = (time: (sitting: Sitting, caller: string) => readonly number[]) =>
    sat.map((sitting) => {
      const theirs = time(sitting, other);
      return Math.log(median(time(sitting, ours).map((own, round) => own / theirs[round]!)));
    });
  const beyond = (sitting: Sitting, caller: string) => {
    const empty = middles(sitting, floor, caller);
    return middles(sitting, file, caller).map((time, round) => time - empty[round]!);
  };
  return {
    ...{ file, other, harness: over(ours), theirs: over(other) },
    verdict: verdictOf(logs((sitting, caller) => middles(sitting, file, caller))),
    beyond: floor === file ? null : verdictOf(logs(beyond)),
  };
}
