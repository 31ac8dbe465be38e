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

const magic = "wristill checkpoint 1\n";

interface Header {
  readonly step: number;
  readonly history: readonly EpochFigures[];
  readonly best: Omit<BestEpoch, "weights"> | undefined;
  /** Lengths of the arrays that follow. */
  readonly lengths: readonly number[];
  readonly slots: number;
}

export async function writeCheckpoint(
  path: string,
  { state, history, best }: Checkpoint,
): Promise<void> {
  const arrays = [state.parameters, state.statistics, ...state.slots];
  if (best) arrays.push(best.weights.parameters, best.weights.statistics);
  const header: Header = {
    step: state.step,
    history,
    best: best && { epoch: best.epoch, accuracy: best.accuracy, loss: best.loss },
    lengths: arrays.map((array) => array.length),
    slots: state.slots.length,
  };
  const text = Buffer.from(`${magic}${JSON.stringify(header)}\n`);
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  await writeAtomic(path, Buffer.concat([text, ...bytes]));
}

/** The checkpoint, or `undefined` where there is none. Throws a {@link UserError} for a damaged one. */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const end = bytes.indexOf(0x0a, magic.length);
  if (bytes.subarray(0, magic.length).toString() !== magic || end < 0) throw damaged(path);
  const header = headerOf(bytes.subarray(magic.length, end).toString());
  const total = header?.lengths.reduce((a, b) => a + b, 0);
  if (header === undefined || bytes.length !== end + 1 + 4 * total!) throw damaged(path);
  return unpack(header, bytes.subarray(end + 1));
}

function headerOf(text: string): Header | undefined {
  try {
    const header = JSON.parse(text) as Header;
    return Array.isArray(header.lengths) ? header : undefined;
  } catch {
    return undefined;
  }
}

function unpack({ step, history, best, lengths, slots }: Header, bytes: Uint8Array): Checkpoint {
  const floats = new Float32Array(Uint8Array.from(bytes).buffer); // copied: the offset in a file is not aligned
  let offset = 0;
  const arrays = lengths.map((length) => {
    offset += length;
    return floats.slice(offset - length, offset);
  });
  const [parameters, statistics] = arrays as [Float32Array, Float32Array];
  const weights = { parameters: arrays[slots + 2]!, statistics: arrays[slots + 3]! };
  return {
    state: { step, parameters, statistics, slots: arrays.slice(2, 2 + slots) },
    history,
    best: best && { ...best, weights },
  };
}

function damaged(path: string): UserError {
  return new UserError(`${path} is not a whole checkpoint`, "delete it: the training starts again");
}
