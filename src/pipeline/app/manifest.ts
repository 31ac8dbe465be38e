/** @file What an app must know of its model: the manifest of a bundle, and its published schema. */
import { z } from "zod";

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
        channels: count.describe("Columns of a row, behind those of the inputs before it"),
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
  sampleRate: z.number().positive().describe("Hz"),
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
