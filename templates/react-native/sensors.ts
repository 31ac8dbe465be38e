/**
 * @file What the phone measures, in the units that models read: g, rad/s. One row for every sample of the first sensor,
 * with the newest values of the others.
 */
import { Accelerometer, Gyroscope } from "expo-sensors";
import { Platform } from "react-native";
import type { Manifest } from "./manifest";

interface Measurement {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** s. */
  readonly timestamp: number;
}

/** At rest, face up, an iPhone says z = −1 g where Android says +1 g. Check axes and signs on your phones. */
const sign = Platform.OS === "ios" ? -1 : 1;

const sensors = {
  accelerometer: { source: Accelerometer, factor: sign },
  gyroscope: { source: Gyroscope, factor: 1 },
};

/** The result stops them. */
export function startSensors(
  manifest: Manifest,
  onRow: (time: number, row: number[]) => void,
): () => void {
  const names = [...new Set(manifest.channels.map(({ sensor }) => sensor))];
  const newest: Record<string, Measurement> = {};
  const listening = names.map((name) => {
    if (!(name === "accelerometer" || name === "gyroscope")) {
      throw new Error(`say in sensors.ts where ${name} comes from`);
    }
    const { source, factor } = sensors[name];
    source.setUpdateInterval(1000 / (manifest.processing?.sampleRate ?? manifest.sampleRate)); // ms; Android gives up to 200 a second
    return source.addListener(({ x, y, z, timestamp }: Measurement) => {
      newest[name] = { x: factor * x, y: factor * y, z: factor * z, timestamp };
      if (name !== names[0] || names.some((each) => newest[each] === undefined)) return;
      const row = manifest.channels.map(
        ({ sensor, axis }) => newest[sensor]?.[axis as "x" | "y" | "z"] ?? Number.NaN,
      );
      onRow(timestamp, row);
    });
  });
  return () => {
    for (const each of listening) each.remove();
  };
}
