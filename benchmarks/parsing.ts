/** @file Text of sensors into numbers: MB/s of our readers beside those of pandas and NumPy, in turn. */
import { type PythonProcess, startPython } from "#benchmarks/peers/python-process";
import type { OnProgress } from "#core/progress";
import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { numbersOf, readTable } from "#sensors/formats/table";
import { readTextMatrix } from "#sensors/formats/text-matrix";

export interface ParsingOptions {
  /** `peers/parsing.py`. */
  readonly script: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  /** Where the texts are written for the peers; empty, and there. */
  readonly folder: string;
  /** Writes a file. */
  readonly write: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly texts: ParsingTexts;
  readonly rounds: number;
  readonly seed: number;
  readonly onProgress?: OnProgress | undefined;
}

/** Bytes of each kind: blank-separated rows of 128 numbers; `subject,activity,time,x,y,z;` a line. */
export type ParsingTexts = Readonly<Record<"uci-har" | "wisdm", Uint8Array>>;

/** Seconds by the clock and of processor time. */
interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

interface Parsed extends Timing {
  readonly rows: number;
  /** Of the last column: every reader must find the same. */
  readonly sum: number;
}

export interface ParsingRate {
  readonly text: keyof ParsingTexts;
  readonly reader: string;
  readonly megabytes: number;
  /** MB/s, medians over the rounds. */
  readonly wall: number;
  readonly cpu: number;
  /** Medians over the rounds of our time ÷ this one's. */
  readonly ours: Timing;
}

export interface ParsingReport {
  readonly machine: MachineFacts;
  /** "numpy 2.4.6, pandas 3.0.6", or why they could not be measured. */
  readonly peers: string;
  readonly rates: readonly ParsingRate[];
}

interface Contender {
  readonly text: keyof ParsingTexts;
  readonly reader: string;
  readonly run: () => Promise<Parsed>;
  readonly timings: Timing[];
}

const own: Readonly<Record<keyof ParsingTexts, (bytes: Uint8Array) => Omit<Parsed, keyof Timing>>> =
  {
    "uci-har": (bytes) => {
      const { data, rows, columns } = readTextMatrix(bytes, "UCI HAR");
      return { rows, sum: sumOf(data, columns - 1, columns) };
    },
    wisdm: (bytes) => {
      const table = readTable(bytes, "WISDM", { terminator: ";" });
      return { rows: table.rows, sum: sumOf(numbersOf(table, "column 6"), 0, 1) };
    },
  };

/** Every reader once a round, in an order drawn anew. Throws where two do not read the same. */
export async function benchmarkParsing(options: ParsingOptions): Promise<ParsingReport> {
  const { texts, folder, write, rounds, seed, onProgress } = options;
  const machine = machineFacts();
  const paths = { "uci-har": `${folder}/uci-har.txt`, wisdm: `${folder}/wisdm.txt` };
  await write(paths["uci-har"], texts["uci-har"]);
  await write(paths.wisdm, texts.wisdm);
  const python = await startPython({ ...options, arguments: [paths["uci-har"], paths.wisdm] });
  const peers = typeof python === "string" ? undefined : python;
  try {
    const contenders = contendersOf(texts, peers);
    const random = new Random(seed);
    for (const contender of contenders) await contender.run();
    for (let round = 0; round < rounds; round++) {
      await runRound(contenders, random);
      onProgress?.({ task: "parsing", done: round + 1, total: rounds });
    }
    const rates = contenders.map((contender) => rateOf(contender, contenders, texts));
    return { machine, peers: peers ? versionsOf(peers) : (python as string), rates };
  } finally {
    peers?.close();
  }
}

function versionsOf({ greeting }: PythonProcess): string {
  return Object.entries(greeting)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

function contendersOf(texts: ParsingTexts, peers: PythonProcess | undefined): Contender[] {
  return (["uci-har", "wisdm"] as const).flatMap((text) => {
    const ours: Contender = {
      ...{ text, reader: "wristill", timings: [] },
      run: async () => timed(() => own[text](texts[text])),
    };
    const theirs = ["pandas", "numpy"].map((reader): Contender => {
      const run = async () => (await peers!.ask(`${reader} ${text}`)) as Parsed;
      return { text, reader, timings: [], run };
    });
    return [ours, ...(peers ? theirs : [])];
  });
}

function timed(read: () => Omit<Parsed, keyof Timing>): Parsed {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const found = read();
  const { user, system } = process.cpuUsage(before);
  return { ...found, wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
}

async function runRound(contenders: readonly Contender[], random: Random): Promise<void> {
  const found = new Map<string, Parsed>();
  for (const i of random.permutation(contenders.length)) {
    const { text, reader, timings, run } = contenders[i]!;
    const parsed = await run();
    timings.push({ wall: parsed.wall, cpu: parsed.cpu });
    const other = found.get(text) ?? parsed;
    if (other.rows !== parsed.rows || Math.abs(other.sum - parsed.sum) > 1e-6 * parsed.rows)
      throw new Error(`${reader} reads ${text} as ${parsed.rows} rows, another ${other.rows}`);
    found.set(text, parsed);
  }
}

function rateOf(
  { text, reader, timings }: Contender,
  contenders: readonly Contender[],
  texts: ParsingTexts,
): ParsingRate {
  const megabytes = texts[text].length / 1e6;
  const ours = contenders.find((each) => each.text === text)!.timings;
  const rate = (kind: keyof Timing) => megabytes / median(timings.map((timing) => timing[kind]));
  const ratio = (kind: keyof Timing) =>
    median(timings.map((timing, i) => ours[i]![kind] / timing[kind]));
  return {
    ...{ text, reader, megabytes, wall: rate("wall"), cpu: rate("cpu") },
    ours: { wall: ratio("wall"), cpu: ratio("cpu") },
  };
}

function sumOf(values: ArrayLike<number>, first: number, step: number): number {
  let sum = 0;
  for (let i = first; i < values.length; i += step) sum += values[i]!;
  return sum;
}
