/** @file Which quantities of a `devicemotion` event feed the inputs of a model. */
import type { InputDescription } from "#export/metadata";

export type MotionQuantity = "with-gravity" | "without-gravity" | "rotation";

export interface MotionColumns {
  /** In the order of the model's channels; three columns each. */
  readonly quantities: readonly MotionQuantity[];
  /** By input, one per channel, as `ActivityStream` wants them. */
  readonly units: Readonly<Record<string, readonly string[]>>;
}

type Inputs = Readonly<Record<string, Pick<InputDescription, "channels" | "unit">>>;

const unitOf = { "with-gravity": "m/s²", "without-gravity": "m/s²", rotation: "deg/s" } as const;

/**
 * `undefined` where an input is not one that a phone or a watch has on itself, or stands there twice: sensors at
 * several places.
 */
export function motionColumns(inputs: Inputs): MotionColumns | undefined {
  const found = Object.entries(inputs).map(([name, { channels, unit }]) => ({
    name,
    quantities: sensorsOf(name, channels)?.map((sensor) => quantityOf(sensor, unit)),
  }));
  const quantities = found.flatMap((each) => each.quantities ?? [undefined]);
  if (quantities.includes(undefined) || new Set(quantities).size < quantities.length)
    return undefined;
  const units = found.map(({ name, quantities: own }) => {
    return [name, own!.flatMap((each) => Array<string>(3).fill(unitOf[each!]))] as const;
  });
  return { quantities: quantities as MotionQuantity[], units: Object.fromEntries(units) };
}

/** "acc.x, acc.y, acc.z, gyro.x, …" → "acc", "gyro"; "x, y, z" → the input's own name. */
function sensorsOf(name: string, channels: readonly string[]): string[] | undefined {
  const parts = channels.map((each) => /^(?:(.*)\.)?([xyz])$/i.exec(each));
  const letters = parts.map((part) => part?.[2]?.toLowerCase()).join("");
  const sensors = parts.map((part) => part?.[1] ?? name);
  const whole = /^(xyz)+$/.test(letters);
  const together = sensors.every((each, i) => each === sensors[i - (i % 3)]);
  return whole && together ? sensors.filter((_, i) => i % 3 === 0) : undefined;
}

/** By what the sensor is called; by its unit where that says nothing. */
function quantityOf(sensor: string, unit: string): MotionQuantity | undefined {
  const word = sensor.toLowerCase().split(".").at(-1)!;
  const units = unit.split(", ");
  const rate = units.some((each) => each === "rad/s" || each === "deg/s");
  const force = units.some((each) => each === "g" || each === "m/s²");
  if (/^(gyr|rotation)/.test(word)) return rate ? "rotation" : undefined;
  if (/^(body|linear|user)/.test(word)) return force ? "without-gravity" : undefined;
  if (/^(acc|total)/.test(word)) return force ? "with-gravity" : undefined;
  if (units.length > 1) return undefined;
  if (force) return "with-gravity";
  return rate ? "rotation" : undefined;
}
