/** @file Window sets as figures, for models that read features. */
import { UserError } from "#core/errors";
import type { Modality, WindowSet } from "#core/signal";
import { windowFeatures } from "#sensors/features/window-features";
import type { Examples } from "./baseline.ts";

/** Features of the modalities named, side by side. */
export function examplesOf(
  { signals, labels, classes, size }: WindowSet,
  inputs: readonly Modality[],
): Examples {
  const tables = inputs.map((modality) => {
    const signal = signals[modality];
    if (signal) return windowFeatures(signal).data;
    throw new UserError(
      `features: the windows have no modality "${modality}"`,
      `known: ${Object.keys(signals).join(", ")}`,
    );
  });
  const widths = tables.map((data) => data.length / size);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const features = new Float32Array(size * width);
  for (let row = 0, at = 0; row < size; row++) {
    for (const [i, table] of tables.entries()) {
      const own = widths[i]!;
      features.set(table.subarray(row * own, (row + 1) * own), at);
      at += own;
    }
  }
  return { features, width, labels, classes: classes.length };
}

/** Some rows, in the order given. */
export function selectRows(examples: Examples, rows: Int32Array): Examples {
  const { features, width, labels } = examples;
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    chosen.set(features.subarray(row * width, (row + 1) * width), i * width);
  });
  return { ...examples, features: chosen, labels: rows.map((row) => labels[row]!) };
}
