/** @file A model file and a person's wishes → the manifest of its app. */
import { createHash } from "node:crypto";
import { UserError } from "#core/errors";
import { lookup, type Registry } from "#core/registry";
import type { InputDescription, ModelMetadata } from "#export/metadata";
import type { SmoothingChoice } from "#stream/activity-stream";
import * as smoothings from "#stream/smoothing/entries";
import type { Smoothing } from "#stream/smoothing/smoother";
import { appProcessing } from "./app-processing.ts";
import { type AppManifest, appManifest } from "./manifest.ts";
import { sensorOf } from "./sensors.ts";

/** What a person may choose; the rest is the model's. */
export interface AppSettings {
  /** s; rounded to whole samples. Default: half a window. */
  readonly hop?: number | undefined;
  readonly smoothing: SmoothingChoice;
  readonly threshold: number;
}

/** Throws a {@link UserError} for models that no app can feed. */
export function makeManifest(
  bytes: Uint8Array,
  { labels, inputs, provenance }: ModelMetadata,
  { hop, smoothing, threshold }: AppSettings,
  temperature: number,
): AppManifest {
  const { sampleRate, length: window } = sharedClock(inputs);
  const processing = appProcessing(inputs);
  const steps = Math.max(1, hop === undefined ? window >> 1 : Math.round(hop * sampleRate));
  return appManifest.parse({
    format: "wristill-app-1",
    model: {
      file: "model.onnx",
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      output: "logits",
    },
    inputs: Object.entries(inputs).map(([name, { channels }]) => ({
      name,
      channels: channels.length,
    })),
    channels: Object.entries(inputs).flatMap(sensorsOf),
    ...(processing && { processing }),
    ...{ sampleRate, window, hop: steps, classes: labels, temperature },
    smoothing: smoothingNumbers(smoothing, labels.length, steps / sampleRate, window / sampleRate),
    ...{ threshold, longestGap: 5 / (processing?.sampleRate ?? sampleRate), provenance },
  } satisfies Record<Exclude<keyof AppManifest, "processing">, unknown>);
}

/** What is measured: of processed inputs the signals before. */
function sensorsOf([name, input]: readonly [string, InputDescription]) {
  const { processing = [], measured } = input;
  const signals = processing.length > 0 && measured ? measured : [{ ...input, name }];
  return signals.flatMap(({ name, channels, unit }) =>
    channels.map((channel) => sensorOf(name, channel, unit)),
  );
}

function smoothingNumbers(
  { name, options }: SmoothingChoice,
  classes: number,
  hop: number,
  seconds: number,
) {
  // Entries differ in their option types; choices come as plain data.
  const entry = lookup("smoothing", smoothings as unknown as Registry<Smoothing>, name);
  const numbers = entry.numbers({ ...entry.options, ...options }, { classes, hop, seconds });
  return { name, ...numbers };
}

/** Rate and window that all inputs have in common. */
function sharedClock(inputs: ModelMetadata["inputs"]): InputDescription {
  const [[name, first], ...others] = Object.entries(inputs) as [
    [string, InputDescription],
    ...[string, InputDescription][],
  ];
  for (const [other, { sampleRate, length }] of others) {
    if (sampleRate === first.sampleRate && length === first.length) continue;
    throw new UserError(
      `export --app: ${name} has ${first.length} samples at ${first.sampleRate} Hz, ${other} ${length} at ${sampleRate} Hz`,
      "apps read all sensors at one rate; train on inputs that share theirs",
    );
  }
  return first;
}
