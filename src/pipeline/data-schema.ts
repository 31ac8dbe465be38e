/** @file The part of the configuration that says which recordings, how they are processed, cut and split. */
import { z } from "zod";

export const options: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnknown>> = z
  .record(z.string(), z.unknown())
  .default({})
  .describe("Options of that entry; `wristill list` names them with their defaults");

const name = z.string().or(z.number()).pipe(z.coerce.string());
const fraction = z.number().gt(0).lt(1);
const share = z.number().min(0).max(1);
const groups = z.union(
  [
    z.array(name).min(1).describe("Names of subjects (sessions, …)"),
    fraction.describe("Share of the subjects"),
    z.int().min(0).describe("Number of subjects"),
  ],
  {
    error: "expected a list of subjects, a share (above 0, below 1) or a whole number of subjects",
  },
);
const groupKey = z.enum(["subject", "session", "run", "trial", "recording"]);

export const processing = z.strictObject({
  name: z.string().describe("Name of a processing step (`wristill list processing`)"),
  options,
});

const modality = z.strictObject({
  steps: z.int().min(4).describe("Time steps of a window after resampling"),
  channels: z.array(z.string()).min(1).exactOptional().describe("Channels to keep; all by default"),
  from: z
    .array(z.string())
    .min(1)
    .exactOptional()
    .describe("Recorded modalities to join; default: the one of this name"),
  process: z
    .array(processing)
    .default([])
    .describe("Done to each of these signals, in order, before windows are cut"),
  range: z
    .number()
    .positive()
    .exactOptional()
    .describe("Of the sensor, in the signal's unit: larger values count as clipped"),
  normalize: z
    .enum(["z-score", "robust", "none"])
    .default("z-score")
    .describe(
      "Per channel, fitted on training windows: mean and deviation, or median and quartiles",
    ),
  prepare: z
    .strictObject({
      velocity: z
        .boolean()
        .default(false)
        .describe("Append frame-to-frame differences as channels"),
    })
    .exactOptional()
    .describe("Skeletons: centre on the hip, scale by the spine, turn to face the camera"),
});

const window = z
  .strictObject({
    whole: z.boolean().default(false).describe("One window per recording, resampled to `steps`"),
    seconds: z.number().positive().exactOptional().describe("Length of a window in s"),
    overlap: z.number().min(0).lt(1).default(0).describe("Share that two windows have in common"),
    cue: z
      .strictObject({
        offset: z.number().default(0).describe("s from the cue to the start of the window"),
        rejected: z
          .enum(["drop", "keep"])
          .default("drop")
          .describe("Trials that the authors marked as spoilt"),
      })
      .exactOptional()
      .describe("One window per labelled event, such as the trials of an EEG"),
    label: z
      .enum(["all", "majority", "centre"])
      .default("all")
      .describe("Of a label track: all samples must agree, or the majority or the centre decides"),
    purity: share.default(0).describe("Least share of samples that must have the label"),
    missing: z
      .enum(["refuse", "drop", "cut"])
      .default("refuse")
      .describe("Windows with gaps (NaN); cut: windows begin anew behind each gap"),
    mostMissing: share.default(0).describe("Share of values that may be missing and are filled"),
    mostClipped: share.default(1).describe("Share of values that may be clipped"),
    short: z.enum(["refuse", "drop"]).default("refuse").describe("Recordings below a window"),
  })
  .check((context) => {
    const { whole, seconds, cue } = context.value;
    const mistakes = [
      whole === (seconds !== undefined) &&
        "expected either `whole: true` or `seconds`, and not both",
      whole && cue && "expected `seconds` with `cue`",
    ];
    for (const message of mistakes)
      if (message) context.issues.push({ code: "custom", message, input: context.value });
  });

const split = z
  .strictObject({
    by: groupKey
      .default("subject")
      .describe("What stays together; session, run and trial test the same people again"),
    test: groups.exactOptional().describe("Default: the data set's official split, else 0.3"),
    folds: z
      .int()
      .min(2)
      .or(z.literal("each"))
      .exactOptional()
      .describe("In place of `test`: folds of even classes; each: leave one out"),
    fold: z
      .int()
      .min(1)
      .exactOptional()
      .describe("Which of the folds tests; default: the first, in `compare` each in turn"),
    validation: groups.default(0.2).describe("Taken from what trains; 0: none"),
    validateBy: groupKey.exactOptional().describe("What stays together in it; default: as in `by`"),
    allowLeakage: z
      .boolean()
      .default(false)
      .describe("Accept people and overlapping windows on both sides"),
    allowUnseen: z
      .boolean()
      .default(false)
      .describe("Accept a class that no training subject shows; its windows are all mistakes"),
  })
  .check((context) => {
    const { test, folds } = context.value;
    if (test === undefined || folds === undefined) return;
    const message = "expected `test` or `folds`, and not both";
    context.issues.push({ code: "custom", message, input: context.value });
  });

export const dataSchema = z.strictObject({
  dataset: z.string().describe("Name of a data set (`wristill list datasets`)"),
  path: z.string().exactOptional().describe("Folder or zip archive; relative to this file"),
  options,
  subjects: z.array(name).min(1).exactOptional().describe("Only these people; all by default"),
  window: window.prefault({ whole: true }).describe("How recordings are cut"),
  modalities: z.record(z.string(), modality).describe("The signals to read, by modality"),
  split: split.prefault({}).describe("Who is in which part; by default never a person in two"),
});
