/** @file Inputs and what the model and the stream answer to them: an app checks itself against these on the device. */
import type { Samples } from "#benchmarks/samples";
import { Random } from "#core/random";
import type { HostTensor, HostTensors, Session } from "#runtime/session";
import { ActivityStream, type WindowAnswer } from "#stream/activity-stream";
import type { StreamModel } from "#stream/stream-model";
import type { AppSettings } from "./make-manifest.ts";
import type { AppManifest } from "./manifest.ts";

export interface GoldenVectors {
  readonly source: string;
  /** Greatest difference of a logit that is rounding. */
  readonly tolerance: number;
  readonly windows: readonly {
    /** `[window, channel]`, row after row; after their processing. */
    readonly samples: readonly number[];
    readonly logits: readonly number[];
  }[];
  readonly stream: {
    /** Each a time in s and the values of the channels, before their processing. */
    readonly rows: readonly (readonly number[])[];
    readonly answers: readonly GoldenAnswer[];
  };
}

interface GoldenAnswer extends Pick<WindowAnswer, "start" | "index" | "confidence"> {
  /** What processing made of the rows, `[window, channel]`; of some windows of processed models. */
  readonly samples?: readonly number[];
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

/** @param given Windows as the model reads them; default: made up. */
export async function goldenVectors(
  given: readonly GoldenWindow[] | undefined,
  source: string,
  asked: Asked,
): Promise<GoldenVectors> {
  const { manifest, session } = asked;
  const { processing, window, sampleRate } = manifest;
  const rate = processing?.sampleRate ?? sampleRate;
  const stretch = Math.ceil((window * rate) / sampleRate);
  const raw = processing || !given ? madeUpRows(manifest.channels.length, stretch, 1) : given;
  const rows = streamRows(raw, manifest.channels.length, rate);
  const { answers, heard } = await streamAnswers(rows, asked);
  const windows = given ?? (processing ? evenly(heard) : raw);
  const answered: { samples: number[]; logits: number[] }[] = [];
  for (const each of windows) {
    const outputs = await session.run(feedsOf(each, manifest));
    const logits = [...(outputs[manifest.model.output]!.data as Float32Array)];
    answered.push({ samples: [...each], logits });
  }
  const size = Math.max(1, ...answered.flatMap(({ logits }) => logits.map(Math.abs)));
  return { source, tolerance: 1e-3 * size, windows: answered, stream: { rows, answers } };
}

/** Some windows of a person's own. */
export function someWindows(samples: Samples, manifest: AppManifest): GoldenWindow[] {
  const rows = evenly(Array.from({ length: samples.count }, (_, row) => row));
  return rows.map((row) =>
    sideBySide(manifest, (input, channels) => {
      const size = manifest.window * channels;
      return samples.inputs[input]!.subarray(row * size, (row + 1) * size);
    }),
  );
}

function evenly<Item>(items: readonly Item[]): Item[] {
  const chosen = Math.min(most, items.length);
  return Array.from({ length: chosen }, (_, i) => items[Math.floor((i * items.length) / chosen)]!);
}

/** Slow waves with noise, of the size of a movement in the unit of the channel: stretches of `[length, width]`. */
function madeUpRows(width: number, length: number, seed: number): GoldenWindow[] {
  const random = new Random(seed);
  return Array.from({ length: most }, () => {
    const waves = Array.from({ length: width }, () => ({
      speed: random.between(0.02, 0.4),
      offset: random.normal(),
    }));
    return Float32Array.from({ length: length * width }, (_, i) => {
      const { speed, offset } = waves[i % width]!;
      return offset + Math.sin(speed * Math.floor(i / width)) + 0.1 * random.normal();
    });
  });
}

function sideBySide(
  { inputs, window }: AppManifest,
  dataOf: (input: string, channels: number) => Float32Array,
): GoldenWindow {
  const width = columnsOf(inputs);
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

function feedsOf(rows: GoldenWindow, { inputs, window }: AppManifest): Record<string, HostTensor> {
  const width = columnsOf(inputs);
  const feeds: Record<string, HostTensor> = {};
  let offset = 0;
  for (const { name, channels: count } of inputs) {
    const data = new Float32Array(window * count);
    for (let i = 0; i < data.length; i++)
      data[i] = rows[Math.floor(i / count) * width + offset + (i % count)]!;
    feeds[name] = { dtype: "float32", shape: [1, window, count], data };
    offset += count;
  }
  return feeds;
}

/** Of all inputs side by side. */
function columnsOf(inputs: AppManifest["inputs"]): number {
  return inputs.reduce((sum, { channels }) => sum + channels, 0);
}

/**
 * Stretches one after the other, stamped by a clock that is late now and then, with a silence after the fourth. What
 * begins is on time and the rest is late, so that no row lies where a window may or may not end.
 */
function streamRows(
  stretches: readonly GoldenWindow[],
  width: number,
  sampleRate: number,
): number[][] {
  const random = new Random(1);
  return stretches.slice(0, 6).flatMap((rows, w) => {
    const length = rows.length / width;
    return Array.from({ length }, (_, i) => {
      const even = (w * length + i) / sampleRate + (w > 3 ? 1 : 0);
      const begins = i === 0 && (w === 0 || w === 4);
      const time = even + (begins ? 0 : random.between(0.02, 0.2) / sampleRate);
      return [Number(time.toFixed(7)), ...rows.subarray(i * width, (i + 1) * width)];
    });
  });
}

/** What the stream says, and the windows that it asked about. */
async function streamAnswers(
  rows: readonly (readonly number[])[],
  { manifest, model, session, settings }: Asked,
) {
  const { temperature, hop, sampleRate, longestGap } = manifest;
  const { smoothing, threshold } = settings;
  const said: GoldenAnswer[] = [];
  const heard: GoldenWindow[] = [];
  const listening = {
    run(feeds: HostTensors) {
      heard.push(sideBySide(manifest, (input) => feeds[input]!.data as Float32Array));
      return session.run(feeds);
    },
  };
  const stream = new ActivityStream({
    ...{ model, session: listening, temperature, smoothing, threshold, longestGap },
    hop: hop / sampleRate,
    now: () => 0, // latencies are the device's
    onWindow: ({ start, index, confidence }) => said.push({ start, index, confidence }),
  });
  for (const [time, ...values] of rows) await stream.push(time!, values);
  const shown = new Set(manifest.processing ? evenly(heard) : []);
  const answers = said.map((answer, i) =>
    shown.has(heard[i]!) ? { ...answer, samples: [...heard[i]!] } : answer,
  );
  return { answers, heard };
}
