/** @file Inputs and what the model and the stream answer to them: an app checks itself against these on the device. */
import type { Samples } from "#benchmarks/samples";
import { Random } from "#core/random";
import type { HostTensor, Session } from "#runtime/session";
import { ActivityStream, type WindowAnswer } from "#stream/activity-stream";
import type { StreamModel } from "#stream/stream-model";
import type { AppSettings } from "./make-manifest.ts";
import type { AppManifest } from "./manifest.ts";

export interface GoldenVectors {
  readonly source: string;
  /** Greatest difference of a logit that is rounding. */
  readonly tolerance: number;
  readonly windows: readonly {
    /** `[window, channel]`, row after row. */
    readonly samples: readonly number[];
    readonly logits: readonly number[];
  }[];
  readonly stream: {
    /** Each a time in s and the values of the channels. */
    readonly rows: readonly (readonly number[])[];
    readonly answers: readonly Pick<WindowAnswer, "start" | "index" | "confidence">[];
  };
}

/** Who answers, and how. */
interface Asked {
  readonly manifest: AppManifest;
  readonly model: StreamModel;
  readonly session: Session;
  readonly settings: AppSettings;
}

/** `[window, channel]` of all inputs side by side, row after row. */
export type GoldenWindow = Float32Array;

const most = 8;

export async function goldenVectors(
  windows: readonly GoldenWindow[],
  source: string,
  asked: Asked,
): Promise<GoldenVectors> {
  const { manifest, session } = asked;
  const answered: { samples: number[]; logits: number[] }[] = [];
  for (const window of windows) {
    const outputs = await session.run(feedsOf(window, manifest));
    const logits = [...(outputs[manifest.model.output]!.data as Float32Array)];
    answered.push({ samples: [...window], logits });
  }
  const size = Math.max(1, ...answered.flatMap(({ logits }) => logits.map(Math.abs)));
  const rows = streamRows(windows, manifest);
  const answers = await streamAnswers(rows, asked);
  return { source, tolerance: 1e-3 * size, windows: answered, stream: { rows, answers } };
}

/** Some windows of a person's own, evenly spread. */
export function someWindows(samples: Samples, manifest: AppManifest): GoldenWindow[] {
  const chosen = Math.min(most, samples.count);
  return Array.from({ length: chosen }, (_, i) => {
    const row = Math.floor((i * samples.count) / chosen);
    return sideBySide(manifest, (input, channels) => {
      const size = manifest.window * channels;
      return samples.inputs[input]!.subarray(row * size, (row + 1) * size);
    });
  });
}

/** Slow waves with noise, of the size of a movement in the unit of the channel. */
export function madeUpWindows(manifest: AppManifest, seed: number): GoldenWindow[] {
  const random = new Random(seed);
  return Array.from({ length: most }, () =>
    sideBySide(manifest, (_, channels) => {
      const waves = Array.from({ length: channels }, () => ({
        speed: random.between(0.02, 0.4),
        offset: random.normal(),
      }));
      return Float32Array.from({ length: manifest.window * channels }, (_value, i) => {
        const { speed, offset } = waves[i % channels]!;
        return offset + Math.sin(speed * Math.floor(i / channels)) + 0.1 * random.normal();
      });
    }),
  );
}

function sideBySide(
  { inputs, channels, window }: AppManifest,
  dataOf: (input: string, channels: number) => Float32Array,
): GoldenWindow {
  const width = channels.length;
  const rows = new Float32Array(window * width);
  let offset = 0;
  for (const input of inputs) {
    dataOf(input.name, input.channels).forEach((value, i) => {
      const row = Math.floor(i / input.channels);
      rows[row * width + offset + (i % input.channels)] = value;
    });
    offset += input.channels;
  }
  return rows;
}

function feedsOf(
  rows: GoldenWindow,
  { inputs, channels, window }: AppManifest,
): Record<string, HostTensor> {
  const feeds: Record<string, HostTensor> = {};
  let offset = 0;
  for (const { name, channels: count } of inputs) {
    const data = new Float32Array(window * count);
    for (let i = 0; i < data.length; i++)
      data[i] = rows[Math.floor(i / count) * channels.length + offset + (i % count)]!;
    feeds[name] = { dtype: "float32", shape: [1, window, count], data };
    offset += count;
  }
  return feeds;
}

/**
 * The windows one after the other, stamped by a clock that is late now and then, with a silence after the fourth. What
 * begins is on time and the rest is late, so that no row lies where a window may or may not end.
 */
function streamRows(
  windows: readonly GoldenWindow[],
  { channels, sampleRate, window }: AppManifest,
): number[][] {
  const random = new Random(1);
  const width = channels.length;
  return windows.slice(0, 6).flatMap((rows, w) =>
    Array.from({ length: window }, (_, i) => {
      const even = (w * window + i) / sampleRate + (w > 3 ? 1 : 0);
      const begins = i === 0 && (w === 0 || w === 4);
      const time = even + (begins ? 0 : random.between(0.02, 0.2) / sampleRate);
      return [Number(time.toFixed(7)), ...rows.subarray(i * width, (i + 1) * width)];
    }),
  );
}

async function streamAnswers(
  rows: readonly (readonly number[])[],
  { manifest, model, session, settings }: Asked,
): Promise<GoldenVectors["stream"]["answers"]> {
  const { temperature, hop, sampleRate, longestGap } = manifest;
  const { smoothing, threshold } = settings;
  const answers: Pick<WindowAnswer, "start" | "index" | "confidence">[] = [];
  const stream = new ActivityStream({
    ...{ model, session, temperature, smoothing, threshold, longestGap },
    hop: hop / sampleRate,
    now: () => 0, // latencies are the device's
    onWindow: ({ start, index, confidence }) => answers.push({ start, index, confidence }),
  });
  for (const [time, ...values] of rows) await stream.push(time!, values);
  await stream.end();
  return answers;
}
