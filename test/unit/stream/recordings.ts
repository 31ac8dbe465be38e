/** @file Recordings for tests of streams: slow waves with noise, and the model that reads them. */
import { Random } from "#core/random";
import type { Recording, Signal } from "#core/signal";
import type { StreamModel } from "#stream/stream-model";

export function wavesAt(sampleRate: number, rows: number, channels: number, seed = 1): Signal {
  const random = new Random(seed);
  const data = Float32Array.from({ length: rows * channels }, (_, i) => {
    const t = Math.floor(i / channels) / sampleRate;
    const c = i % channels;
    return (c === 2 ? 1 : 0) + Math.sin((1 + c) * t) + 0.1 * random.normal();
  });
  return { data, channels: ["x", "y", "z"].slice(0, channels), sampleRate, unit: "g" };
}

export function recordingOf(signals: Recording["signals"]): Recording {
  return { id: "r", subject: "s", label: 0, signals };
}

/** Windows of 64 at 50 Hz. */
export const accModel: StreamModel = {
  labels: ["walking", "jogging", "sitting", "standing"],
  inputs: { acc: { length: 64, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" } },
};
