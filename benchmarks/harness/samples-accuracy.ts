/** @file How often a file is right on labelled windows. */
import type { Candidate } from "#benchmarks/candidate";
import { batchesOf, type Samples } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import type { CreateSession, TensorInfo } from "#runtime/session";
import { argmaxRows, classificationMetrics } from "#train/metrics";

export interface SamplesAccuracy {
  readonly windows: number;
  readonly accuracy: number;
  readonly macroF1: number;
}

/** The output named `logits` is read, else the first; `null` where the windows have no labels. */
export async function samplesAccuracy(
  { name, bytes }: Candidate,
  inputs: readonly TensorInfo[],
  samples: Samples,
  createSession: CreateSession,
): Promise<SamplesAccuracy | null> {
  const { labels, count: windows } = samples;
  if (!labels) return null;
  const session = await createSession(bytes, { name });
  const predictions: number[] = [];
  let classes = 0;
  try {
    for (const feeds of batchesOf(samples, { inputs, classes: undefined })) {
      const results = await session.run(feeds);
      const output = results.logits ? "logits" : session.outputNames[0]!;
      const { data, dtype, shape } = results[output]!;
      if (dtype !== "float32" || shape.length !== 2) {
        throw new UserError(
          `${name}: output "${output}" is ${dtype} [${shape.join(", ")}], not float32 [windows, classes]`,
          "measure without labels, or name the class scores logits",
        );
      }
      classes = shape[1]!;
      predictions.push(...argmaxRows(data as Float32Array, classes));
    }
  } finally {
    await session.release();
  }
  const { accuracy, macroF1 } = classificationMetrics(
    labels,
    predictions.slice(0, windows),
    classes,
  );
  return { windows, accuracy, macroF1 };
}
