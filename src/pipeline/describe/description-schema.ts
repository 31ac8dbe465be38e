/** @file What a person says of a model from elsewhere, as a schema: every key, its default and what it means. */
import { z } from "zod";
import { knownUnits, unitConversion } from "#sensors/folder/units";
import { processing } from "#src/pipeline/data-schema";
import { layouts } from "#teachers/files/layouts";

const names = (what: string, least: number) =>
  z
    .array(z.string().min(1))
    .min(least)
    .refine((list) => new Set(list).size === list.length, `expected ${what} that differ`);

const numbers = z.array(z.number());

const input = z
  .strictObject({
    channels: names("names", 1).describe(
      "In the order in which the model reads them; of several sensors with the sensor in front: acc.x, gyro.x",
    ),
    unit: z
      .union([z.string(), z.record(z.string(), z.string())], {
        error: "expected a unit such as g, or one for each sensor such as { acc: g, gyro: rad/s }",
      })
      .describe(
        "What the model reads, of all channels or by sensor; the file that is written reads g, rad/s, m, µV, µT",
      ),
    length: z
      .int()
      .min(1)
      .exactOptional()
      .describe("Samples of a window; needed where the model leaves them open"),
    tensor: z
      .string()
      .exactOptional()
      .describe("The model's name of this input; default: the same, or the only one it has"),
    normalization: z
      .strictObject({
        mean: numbers.describe("Of each channel, in `unit`"),
        sd: z.array(z.number().positive()).describe("Standard deviation of each channel"),
      })
      .exactOptional()
      .describe("What was done to windows before the model saw them: it becomes part of the file"),
    process: z
      .array(processing)
      .default([])
      .describe(
        "Done to signals, in order, before windows were cut: streams and apps repeat it; `channels`, `unit` and `sampleRate` are then the sensor's",
      ),
  })
  .check((context) => {
    const { value } = context;
    const refuse = (message: string, ...path: string[]) =>
      context.issues.push({ code: "custom", message, input: value, path });
    for (const mistake of unitMistakes(value)) refuse(mistake.message, ...mistake.path);
  });

/** A model from elsewhere. Parsed by `readDescription`; shipped to editors as `schema/wristill-model.schema.json`. */
export const descriptionSchema = z.strictObject({
  classes: names("classes", 2).describe("In the order of the model's numbers"),
  sampleRate: z.number().positive().describe("Hz, of windows"),
  inputs: z
    .record(z.string().min(1), input)
    .refine((value) => Object.keys(value).length > 0, "expected at least one input")
    .refine((value) => !Object.hasOwn(value, "logits"), "expected other names than logits")
    .describe("By what is measured: acc, gyro, mag, body (acceleration without gravity), eeg, …"),
  layout: z
    .enum(layouts)
    .exactOptional()
    .describe(
      "Axes of the model's inputs: n batch, t time, c channel, 1 an axis of one; default: found from their sizes",
    ),
  logits: z
    .string()
    .exactOptional()
    .describe("The output with a number for each class; default: `logits`, or the first"),
  temperature: z
    .number()
    .positive()
    .exactOptional()
    .describe("Logits are divided by it before their softmax"),
  provenance: z
    .record(z.string(), z.string())
    .default({})
    .describe("Data set, seed, method, …, in your words"),
});

export type ModelDescription = z.infer<typeof descriptionSchema>;
export type InputWords = z.infer<typeof input>;

/** A complete description, for messages and documents. */
export const exampleDescription = `classes: [walk, run, sit] # in the order of the model's numbers
sampleRate: 50
inputs:
  acc: { channels: [x, y, z], unit: g }
`;

/** Of one channel: "acc.x" is the sensor acc's. */
export function unitOf({ unit }: Pick<InputWords, "unit">, channel: string): string | undefined {
  if (typeof unit === "string") return unit;
  const sensor = sensorOf(channel);
  return Object.hasOwn(unit, sensor) ? unit[sensor] : undefined;
}

function sensorOf(channel: string): string {
  return channel.split(".")[0]!;
}

function unitMistakes({ channels, unit, process }: InputWords) {
  const sensors = [...new Set(channels.map(sensorOf))];
  const said =
    typeof unit === "string"
      ? [[[], unit] as const]
      : Object.entries(unit).map(([sensor, each]) => [[sensor], each] as const);
  const unsaid = sensors.filter((sensor) => unitOf({ unit }, sensor) === undefined);
  const unknown = said.filter(([, each]) => !unitConversion(each));
  const others = said.filter(([[sensor]]) => sensor !== undefined && !sensors.includes(sensor));
  const apart = "expected one unit where signals are processed: make each sensor an input";
  return [
    ...(process.length > 0 && typeof unit !== "string" ? [{ message: apart, path: ["unit"] }] : []),
    ...unsaid.map((sensor) => ({ message: `expected a unit for ${sensor}, too`, path: ["unit"] })),
    ...unknown.map(([path]) => ({
      message: `expected one of ${knownUnits.join(", ")}`,
      path: ["unit", ...path],
    })),
    ...others.map(([path]) => ({
      message: `expected units of ${sensors.join(", ")}, as the channels begin`,
      path: ["unit", ...path],
    })),
  ];
}
