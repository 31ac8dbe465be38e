/** @file What a model file predicts: accuracy of the file itself, not of the network it came from. */

import type { Candidate } from "#benchmarks/candidate";
import { windowFeeds } from "#benchmarks/feeds";
import { UserError } from "#core/errors";
import type { OnProgress } from "#core/progress";
import type { WindowSet } from "#core/signal";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { CreateSession, HostTensors, Session } from "#runtime/session";
import { type CalibrationMetrics, calibrationMetrics } from "#train/calibration";
import { argmaxRows, type ClassificationMetrics, classificationMetrics } from "#train/metrics";

export interface AccuracyOptions {
  /** The runtime that runs the file. Default: onnxruntime-node. */
  readonly createSession: CreateSession;
  /** Windows per run; a model with a fixed batch size keeps its own. */
  readonly batchSize: number;
  readonly onProgress?: OnProgress | undefined;
}

export const accuracyDefaults: Pick<AccuracyOptions, "createSession" | "batchSize"> = {
  createSession: createOrtNodeSession,
  batchSize: 64,
};

export interface AccuracyMeasurement extends ClassificationMetrics, CalibrationMetrics {
  readonly name: string;
  /** "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  /** Class names, in the order of every per-class figure. */
  readonly classes: readonly string[];
  /** `[sample, class]`. */
  readonly logits: Float32Array;
  /** `[sample]`. */
  readonly predictions: Int32Array;
}

/** Labelled windows in raw physical units. */
export type LabelledWindows = Pick<WindowSet, "size" | "signals" | "labels" | "classes">;

/** Runs the file over all windows and compares with the labels. The model's output `logits` is read, else its first. */
export async function measureAccuracy(
  { name, bytes }: Candidate,
  windows: LabelledWindows,
  options: Partial<AccuracyOptions> = {},
): Promise<AccuracyMeasurement> {
  const { createSession, batchSize, onProgress } = { ...accuracyDefaults, ...options };
  const session = await createSession(bytes, { name });
  try {
    const logits = await predictAll(name, session, windows, batchSize, onProgress);
    const predictions = argmaxRows(logits, windows.classes.length);
    return {
      name,
      runtime: session.runtime,
      classes: windows.classes,
      logits,
      predictions,
      ...classificationMetrics(windows.labels, predictions, windows.classes.length),
      ...calibrationMetrics(logits, windows.labels, windows.classes.length),
    };
  } finally {
    await session.release();
  }
}

async function predictAll(
  name: string,
  session: Session,
  windows: LabelledWindows,
  batchSize: number,
  onProgress: OnProgress | undefined,
): Promise<Float32Array> {
  const classes = windows.classes.length;
  const fixed = session.inputs[0]?.shape[0];
  const size = typeof fixed === "number" ? fixed : Math.min(batchSize, windows.size);
  const logits = new Float32Array(windows.size * classes);
  for (let start = 0; start < windows.size; start += size) {
    const feeds = windowFeeds(session.inputs, windows, start, size);
    const rows = logitsOf(name, session, await session.run(feeds), size * classes);
    const wanted = Math.min(size, windows.size - start); // the last batch is padded
    logits.set(rows.subarray(0, wanted * classes), start * classes);
    onProgress?.({ task: `accuracy ${name}`, done: start + wanted, total: windows.size });
  }
  return logits;
}

function logitsOf(
  name: string,
  session: Session,
  results: HostTensors,
  expected: number,
): Float32Array {
  const output = results.logits ? "logits" : session.outputNames[0]!;
  const { data, dtype, shape } = results[output]!;
  if (data instanceof Float32Array && data.length === expected) return data;
  throw new UserError(
    `${name}: output "${output}" is ${dtype} [${shape.join(", ")}]; expected float32 with ${expected} values, one per window and class`,
    "measure with the data set the model was trained for",
  );
}
