/** @file The sensors people wore for UMAFall, and their streams in a file. */
import type { ModalityFacts } from "#sensors/dataset";
import { spreadBursts } from "#sensors/spread-bursts";
import { stampedRows } from "#sensors/stamped-rows";
import type { StampedSignal } from "#sensors/stamps";
import type { TrialFile } from "./trial-file.ts";

export interface WornSensor {
  readonly modality: string;
  readonly position: string;
  /** As in the files: 0 accelerometer, 1 gyroscope. */
  readonly type: 0 | 1;
  readonly facts: ModalityFacts;
}

export const positions: readonly string[] = ["wrist", "waist", "chest", "ankle", "pocket"];

/** SensorTags of 20 Hz, but for the pocket: a phone of 200 Hz, of which only the accelerometer was recorded. */
export const wornSensors: readonly WornSensor[] = positions.flatMap((position) => {
  const sampleRate = position === "pocket" ? 200 : 20;
  const facts = { channels: ["x", "y", "z"], sampleRate, gaps: true };
  const acc = {
    modality: `acc-${position}`,
    position,
    type: 0,
    facts: { ...facts, unit: "g" },
  } as const;
  if (position === "pocket") return [acc];
  const gyro = {
    modality: `gyro-${position}`,
    position,
    type: 1,
    facts: { ...facts, unit: "rad/s" },
  } as const;
  return [acc, gyro];
});

const degree = Math.PI / 180;
/** s */
const trialLength = 15;

/** A sensor's samples, or `undefined` where less than half of those of a trial are there; what came in a burst is spread. */
export function streamOf(
  { position, type, facts }: WornSensor,
  { positions: worn, types, sensors, times, axes }: TrialFile,
): StampedSignal | undefined {
  const rows = [...times.keys()].filter(
    (row) => types[row] === type && worn.get(sensors[row]!) === position,
  );
  if (rows.length < 0.5 * trialLength * facts.sampleRate) return undefined;
  const stream = stampedRows(
    facts,
    { times, columns: axes, factor: type === 1 ? degree : 1 },
    rows,
  );
  const mean = (stream.times.at(-1)! - stream.times[0]!) / (rows.length - 1);
  const interval = 0.95 * Math.min(mean, 1 / facts.sampleRate);
  return { ...stream, times: spreadBursts(stream.times, interval) };
}
