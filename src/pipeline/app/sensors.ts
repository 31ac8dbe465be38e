/** @file Which sensor of a phone or a watch a channel is read from. */
import type { AppManifest } from "./manifest.ts";

/** By modality. */
const sensors: ReadonlyMap<string, string> = new Map([
  ["acc", "accelerometer"],
  ["body", "linear-acceleration"],
  ["gyro", "gyroscope"],
  ["mag", "magnetometer"],
]);

/** Of an input joined from several modalities ("acc.x", "gyro.x"), the unit is one of "g, rad/s". */
const units: Readonly<Record<string, string>> = { acc: "g", body: "g", gyro: "rad/s", mag: "µT" };

/** @param input A modality, or a name of its own where channels begin with theirs. */
export function sensorOf(
  input: string,
  channel: string,
  unit: string,
): AppManifest["channels"][number] {
  const [prefix = "", ...rest] = channel.split(".");
  const own = rest.length > 0 && sensors.has(prefix);
  const modality = own ? prefix : input;
  const sensor = sensors.get(modality);
  if (sensor === undefined) return { sensor: modality, axis: channel, unit };
  const axis = /(?:^|[^a-z]|acc|gyro|mag|a|g|m)([xyz])$/i.exec(channel)?.[1]?.toLowerCase();
  return { sensor, axis: axis ?? channel, unit: unit.includes(", ") ? units[modality]! : unit };
}
