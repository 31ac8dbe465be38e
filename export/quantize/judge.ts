/** @file How far a quantized model's answers are from the float model's, and from the truth where it is known. */
import { requireClassNumbers } from "#core/class-numbers";
import { UserError } from "#core/errors";
import { scoredClasses } from "#export/scored-classes";
import type { CreateSession, HostTensors, Session } from "#runtime/session";
import type { CalibrationFeeds } from "./calibrate.ts";

/** Windows to judge by; labels are class numbers, one per window in their order. */
export interface Trial {
  readonly feeds: CalibrationFeeds;
  readonly labels?: ArrayLike<number> | undefined;
  /** How many windows count; what the feeds hold beyond fills a batch of fixed size. Default: all. */
  readonly windows?: number | undefined;
}

export interface Change {
  readonly windows: number;
  /** Root of the summed squared differences of the logits, as a share of that of the float logits. */
  readonly outputError: number;
  /** Windows whose most likely class differs from the float model's; absent where no output scores classes. */
  readonly changedClasses?: number;
  /** Fractions of 1, where there are labels and scores of classes. */
  readonly accuracy?: { readonly float: number; readonly quantized: number };
}

/** The most that quantization may cost; what is absent is not limited. */
export interface Budget {
  /** Fraction of 1 that accuracy may fall; needs labels. */
  readonly accuracyLoss?: number;
  readonly outputError?: number;
}

export function isWithin({ accuracy, outputError }: Change, budget: Budget): boolean {
  const loss = accuracy ? accuracy.float - accuracy.quantized : 0;
  return (
    loss <= (budget.accuracyLoss ?? Number.POSITIVE_INFINITY) + 1e-9 &&
    outputError <= (budget.outputError ?? Number.POSITIVE_INFINITY)
  );
}

/** Compares files with the float model, which is run once. */
export type Judge = (model: Uint8Array) => Promise<Change>;

export async function createJudge(
  float: Uint8Array,
  trial: Trial,
  createSession: CreateSession,
): Promise<Judge> {
  const reference = await logitsOf(float, trial, createSession);
  const { windows, classes } = reference;
  if (trial.labels && trial.labels.length !== windows) {
    throw new UserError(
      `quantize: ${trial.labels.length} labels for ${windows} windows`,
      "pass one class number per window",
    );
  }
  if (trial.labels && classes !== undefined) requireClassNumbers("quantize", trial.labels, classes);
  return async (model) => {
    const { logits } = await logitsOf(model, trial, createSession);
    return compare(reference, logits, trial.labels);
  };
}

interface Logits {
  /** `[window, …]`. */
  readonly logits: Float32Array;
  readonly windows: number;
  readonly classes: number | undefined;
}

async function logitsOf(
  model: Uint8Array,
  { feeds, windows: most = Number.POSITIVE_INFINITY }: Trial,
  createSession: CreateSession,
): Promise<Logits> {
  const session = await createSession(model);
  const parts: Float32Array[] = [];
  let windows = 0;
  let row: readonly number[] = [];
  try {
    for await (const feed of feeds) {
      const { data, shape } = logitsIn(await session.run(feed), session);
      const rows = Object.values(feed)[0]!.shape[0]!;
      row = shape[0] === rows ? shape.slice(1) : shape;
      parts.push(Float32Array.from(data as Float32Array));
      windows += rows;
    }
  } finally {
    await session.release();
  }
  const counted = Math.min(windows, most);
  const logits = joined(parts);
  return {
    logits: logits.subarray(0, (logits.length / windows) * counted),
    windows: counted,
    classes: scoredClasses(row),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The output named `logits`, else the first. */
function logitsIn(results: HostTensors, { outputNames }: Session) {
  const name = results.logits ? "logits" : outputNames[0]!;
  const output = results[name]!;
  if (output.dtype === "float32") return output;
  throw new UserError(
    `quantize: the model's output "${name}" is ${output.dtype}, not float32`,
    "let its first output, or the one named logits, be the class scores",
  );
}

function compare(
  { logits: float, windows, classes }: Logits,
  quantized: Float32Array,
  labels: ArrayLike<number> | undefined,
): Change {
  let [difference, size] = [0, 0];
  for (const [i, x] of float.entries()) {
    difference += (quantized[i]! - x) ** 2;
    size += x * x;
  }
  const moved = { windows, outputError: Math.sqrt(difference / (size || 1)) };
  if (classes === undefined) return moved;
  let changedClasses = 0;
  const right = { float: 0, quantized: 0 };
  for (let i = 0; i < windows; i++) {
    const [a, b] = [float, quantized].map((all) => argMax(all, i * classes, classes));
    if (a !== b) changedClasses++;
    if (labels?.[i] === a) right.float++;
    if (labels?.[i] === b) right.quantized++;
  }
  const share = (count: number) => count / windows;
  return {
    ...{ ...moved, changedClasses },
    ...(labels && {
      accuracy: { float: share(right.float), quantized: share(right.quantized) },
    }),
  };
}

function argMax(values: Float32Array, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[start + i]! > values[start + best]!) best = i;
  return best;
}
