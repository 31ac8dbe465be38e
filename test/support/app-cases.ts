/** @file What an app's code in another language is held against: ways to smooth and to process, and what a stream asks. */
import { test } from "vitest";
import type { ExportedModel } from "#export/export-onnx";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { HostTensors } from "#runtime/session";
import { completeSteps, liveSteps } from "#sensors/process-signal";
import { ActivityStream, type SmoothingChoice } from "#stream/activity-stream";
import { streamModel } from "#stream/stream-model";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel } from "./exported.ts";

const smoothings = [
  { name: "none" },
  { name: "majority", options: { windows: 3 } },
  { name: "hmm", options: { dwell: 3 } },
] as const;

/** Title, steps, and the sensor's rate where it is not the model's. */
const processings = [
  ["low-pass and magnitudes", [{ name: "low-pass" }, { name: "magnitude" }]],
  ["gravity, both", [{ name: "gravity" }]],
  ["gravity alone", [{ name: "gravity", options: { keep: "gravity" } }]],
  [
    "the body in a band, standardised",
    [
      { name: "gravity", options: { keep: "body" } },
      { name: "band-pass", options: { from: 0.5, to: 12 } },
      { name: "exponential-standardise", options: { initial: 0, factor: 0.01 } },
      { name: "scale", options: { factor: 3 } },
    ],
  ],
  [
    "electrodes against others",
    [
      { name: "montage", options: { electrodes: ["C3", "Cz", "C4"] } },
      { name: "laplacian", options: { neighbours: 2 } },
      { name: "reference", options: {} },
      { name: "bipolar", options: { pairs: ["C3-Cz", "C4-Cz"] } },
    ],
  ],
  ["steps at more than twice the rate", [{ name: "low-pass" }, { name: "magnitude" }], 125],
  ["gravity at less than the rate", [{ name: "gravity" }], 32],
] as const;

/** A student of windows that were made by those steps. */
function processedModel(steps: (typeof processings)[number][1], sampleRate = 50): ExportedModel {
  const measured = [{ name: "acc", channels: ["C3", "Cz", "C4"], sampleRate, unit: "g" }];
  const processing = completeSteps(steps);
  const { channels, unit } = liveSteps("test", measured[0]!, processing);
  const signal = { length: 64, channels, unit, sampleRate: 50, processing, measured };
  const input = { modality: "acc", length: 64, channels: channels.length };
  return exportedModel(builtNetwork(cnn1dTiny, {}, [input]), { signals: { acc: signal } });
}

/** @param holds Exports the app and compares; the name is a folder's. */
export function testEveryCase(
  holds: (name: string, bytes: Uint8Array, smoothing: SmoothingChoice) => Promise<void>,
): void {
  test.each(smoothings)("smoothed by $name", async (smoothing) => {
    await holds(smoothing.name, exportedModel().bytes, smoothing);
  });

  test.each(processings)("processed by %s", async (name, steps, rate?: number) => {
    const { bytes } = processedModel(steps, rate);
    await holds(name.replaceAll(/\W+/g, "-"), bytes, { name: "none" });
  });
}

export interface Heard {
  readonly samples: number[];
  readonly logits: number[];
}

/** What the library's stream asks the model, and what it hears. */
export async function windowsOf(
  bytes: Uint8Array,
  rows: readonly (readonly number[])[],
  options: { readonly hop: number; readonly longestGap: number },
): Promise<Heard[]> {
  const session = await createOrtNodeSession(bytes);
  const heard: Heard[] = [];
  const listening = {
    async run(feeds: HostTensors) {
      const outputs = await session.run(feeds);
      const [samples, logits] = [feeds.acc!, outputs.logits!].map(({ data }) => [
        ...(data as Float32Array),
      ]);
      heard.push({ samples: samples!, logits: logits! });
      return outputs;
    },
  };
  const stream = new ActivityStream({
    ...{ model: streamModel(bytes), session: listening, now: () => 0, ...options },
  });
  for (const [time, ...values] of rows) await stream.push(time!, values);
  return heard;
}
