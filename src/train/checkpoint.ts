/** @file A training kept on disk, so that it resumes to the bit: a JSON header and raw float32 arrays. */
import { readFile } from "node:fs/promises";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import type { TrainingState, Weights } from "./engine.ts";

export interface EpochFigures {
  /** 1 in the first epoch. */
  readonly epoch: number;
  /** Mean training loss. */
  readonly loss: number;
  readonly learningRate: number;
  /** On the training batches as they were learnt from, augmented. */
  readonly trainAccuracy: number | null;
  /** `null` where there is no validation part. */
  readonly validationAccuracy: number | null;
  readonly validationLoss: number | null;
}

/** The best epoch on validation so far. */
export interface BestEpoch {
  readonly epoch: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly weights: Weights;
}

/** A training after a whole number of epochs. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly history: readonly EpochFigures[];
  readonly best: BestEpoch | undefined;
}

const family = "wristill checkpoint ";
const magic = `${family}2\n`;

interface Header {
  readonly step: number;
  readonly history: readonly EpochFigures[];
  readonly best: Omit<BestEpoch, "weights"> | undefined;
  /** Names and lengths of the state's arrays, in the order in which they follow. */
  readonly arrays: readonly (readonly [name: string, length: number])[];
  /** Lengths of the best weights' two arrays, which come last. */
  readonly bestLengths: readonly number[];
}

export async function writeCheckpoint(
  path: string,
  { state, history, best }: Checkpoint,
): Promise<void> {
  const named = Object.entries(state.arrays);
  const bestArrays = best ? [best.weights.parameters, best.weights.statistics] : [];
  const header: Header = {
    step: state.step,
    history,
    best: best && { epoch: best.epoch, accuracy: best.accuracy, loss: best.loss },
    arrays: named.map(([name, array]) => [name, array.length]),
    bestLengths: bestArrays.map((array) => array.length),
  };
  const text = Buffer.from(`${magic}${JSON.stringify(header)}\n`);
  const arrays = [...named.map(([, array]) => array), ...bestArrays];
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  await writeAtomic(path, Buffer.concat([text, ...bytes]));
}

/**
 * The checkpoint, or `undefined` where there is none.
 *
 * @throws UserError for a damaged one, and for one that an earlier version wrote.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const end = bytes.indexOf(0x0a, magic.length);
  const start = bytes.subarray(0, magic.length).toString();
  if (start !== magic || end < 0) throw refusal(path, start);
  const header = headerOf(bytes.subarray(magic.length, end).toString());
  const total = header && lengthsOf(header).reduce((a, b) => a + b, 0);
  if (header === undefined || bytes.length !== end + 1 + 4 * total!) throw refusal(path, start);
  return unpack(header, bytes.subarray(end + 1));
}

function headerOf(text: string): Header | undefined {
  try {
    const header = JSON.parse(text) as Header;
    return Array.isArray(header.arrays) && Array.isArray(header.bestLengths) ? header : undefined;
  } catch {
    return undefined;
  }
}

function lengthsOf({ arrays, bestLengths }: Header): number[] {
  return [...arrays.map(([, length]) => length), ...bestLengths];
}

function unpack(header: Header, bytes: Uint8Array): Checkpoint {
  const { step, history, best, arrays } = header;
  const floats = new Float32Array(Uint8Array.from(bytes).buffer); // copied: the offset in a file is not aligned
  let offset = 0;
  const parts = lengthsOf(header).map((length) => {
    offset += length;
    return floats.slice(offset - length, offset);
  });
  const [parameters, statistics] = parts.slice(arrays.length) as [Float32Array, Float32Array];
  return {
    state: { step, arrays: Object.fromEntries(arrays.map(([name], i) => [name, parts[i]!])) },
    history,
    best: best && { ...best, weights: { parameters, statistics } },
  };
}

function refusal(path: string, start: string): UserError {
  const other = start.startsWith(family) && start !== magic;
  return new UserError(
    other
      ? `${path} is a checkpoint of another version of wristill`
      : `${path} is not a whole checkpoint`,
    "delete it: the training starts again",
  );
}
