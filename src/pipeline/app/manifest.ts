/** @file What an app must know of its model: the manifest of a bundle, and its published schema. */
import { z } from "zod";
import type { RowOperation } from "#sensors/row-operation";
import type { AppProcessing } from "./app-processing.ts";

const count = z.int().min(1);

const smoothing = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("none") }),
  z.strictObject({
    name: z.literal("majority"),
    windows: count.describe("Windows that vote, the newest among them"),
  }),
  z.strictObject({
    name: z.literal("hmm"),
    stay: z
      .number()
      .min(0)
      .max(1)
      .describe("Chance that an activity goes on until the next window"),
    evidence: z
      .number()
      .positive()
      .max(1)
      .describe("Exponent of a window's probabilities: the share of it that is new"),
  }),
]);

const places = z.array(z.int().min(0)).min(1);

const sections = z
  .array(
    z.strictObject({
      ...{ b0: z.number(), b1: z.number(), b2: z.number() },
      ...{ a1: z.number(), a2: z.number() },
    }),
  )
  .describe(
    "y[t] = b0 x[t] + b1 x[t−1] + b2 x[t−2] − a1 y[t−1] − a2 y[t−2], one after the other; begun as if the first row had been there for ever",
  );

const weighted = z.array(z.strictObject({ place: z.int().min(0), weight: z.number() }));

const operation: z.ZodType<RowOperation> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pick"), places }),
  z.strictObject({ kind: z.literal("scale"), factor: z.number() }),
  z.strictObject({
    kind: z.literal("magnitude"),
    append: z.boolean().describe("Of every three channels: behind them, or in place of them"),
  }),
  z.strictObject({
    kind: z.literal("subtract-mean"),
    from: places.describe("Channels that are kept, minus the mean of those `of`"),
    of: places,
  }),
  z.strictObject({
    kind: z.literal("subtract-weighted"),
    from: places.describe("Channels that are kept, each minus its own weighted sum"),
    of: z.array(weighted),
  }),
  z.strictObject({ kind: z.literal("filter"), sections }),
  z.strictObject({
    kind: z.literal("gravity"),
    sections,
    keep: z
      .enum(["body", "gravity", "both"])
      .describe("What passes is gravity, the rest is the body; both: body first"),
  }),
  z.strictObject({
    kind: z.literal("standardise"),
    factor: z.number().positive().max(1).describe("Weight of the newest value"),
    floor: z.number().describe("Least standard deviation to divide by"),
  }),
]);

const processing: z.ZodType<AppProcessing> = z.strictObject({
  sampleRate: z.number().positive().describe("Hz of the rows that are processed"),
  parts: z
    .array(
      z.strictObject({
        width: count.describe("Columns of a row, behind those of the parts before it"),
        operations: z.array(operation).describe("One after the other"),
      }),
    )
    .min(1),
  places: places.describe("Of what all parts make, side by side: the columns of the inputs"),
  ratio: z
    .strictObject({ up: z.number().positive(), down: z.number().positive() })
    .describe("Rows then go to the model's rate: `up` for every `down`"),
  kernel: z
    .strictObject({ reach: count, weights: z.array(z.array(z.number())).min(1) })
    .exactOptional()
    .describe(
      "Of that, for code that does not make it by itself: row m lies at m · down ÷ up; of its whole part b, rows b − reach … b + reach + 1 count by the weights of its rest",
    ),
});

export const appManifest = z.strictObject({
  format: z.literal("wristill-app-1"),
  model: z.strictObject({
    file: z.string(),
    bytes: count,
    sha256: z.string().describe("Of the file, in hex"),
    output: z.string().describe("The output that holds the logits, [1, class]"),
  }),
  inputs: z
    .array(
      z.strictObject({
        name: z.string(),
        channels: count.describe(
          "Columns of a row, after its processing, behind those of the inputs before it",
        ),
      }),
    )
    .min(1)
    .describe("Tensors of float32, [1, window, channels], in physical units; the model normalises"),
  channels: z
    .array(
      z.strictObject({
        sensor: z
          .string()
          .describe(
            "accelerometer (with gravity), gyroscope, magnetometer, linear-acceleration; else the model's word",
          ),
        axis: z.string().describe("x, y, z; else the channel's name"),
        unit: z.string().describe("g, rad/s, µT, …"),
      }),
    )
    .min(1)
    .describe("A row of samples, in this order"),
  processing: processing
    .exactOptional()
    .describe("What becomes of a row before windows are cut; absent: nothing"),
  sampleRate: z.number().positive().describe("Hz, of windows"),
  window: count.describe("Samples of a window"),
  hop: count.describe("Samples from one window to the next"),
  classes: z.array(z.string()).min(1).describe("In the order of the logits"),
  temperature: z.number().positive().describe("Logits are divided by it before their softmax"),
  smoothing,
  threshold: z
    .number()
    .min(0)
    .max(1)
    .describe("Least smoothed probability of a class that is named; below it: unknown"),
  longestGap: z
    .number()
    .positive()
    .describe("s; behind a longer silence windows and smoothing begin anew"),
  provenance: z.record(z.string(), z.string()).describe("Data set, method, seed, …"),
});

export type AppManifest = z.infer<typeof appManifest>;

/** As JSON schema 2020-12. */
export function appJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(appManifest);
  return { $schema, title: "wristill app bundle", ...rest };
}
