/** @file What `wristill stream` was asked, checked. */
import { UserError } from "#core/errors";
import { perSecond } from "#sensors/folder/read-stamped";
import { listOf, shareOf } from "#src/cli/bench-options";
import { quantity, secondUnits, type UnitTable } from "#src/cli/quantity";
import type { ActivityStreamOptions } from "#stream/activity-stream";
import { rowFormat } from "#stream/row-format";
import type { StreamModel } from "#stream/stream-model";
import { namedChoice } from "./named-choice.ts";
import type { SampleColumns } from "./sample-rows.ts";

/** As typed. */
export interface StreamArguments {
  readonly columns?: string | undefined;
  readonly time?: string | undefined;
  readonly "time-unit": string;
  readonly rate?: string | undefined;
  readonly units?: string | undefined;
  readonly hop?: string | undefined;
  readonly smoothing: string;
  readonly threshold: string;
  readonly temperature?: string | undefined;
}

type StreamSettings = Pick<
  ActivityStreamOptions,
  "hop" | "sampleRate" | "smoothing" | "temperature" | "threshold" | "units"
>;

export function streamOptions(args: StreamArguments, model: StreamModel): StreamSettings {
  const rates: UnitTable = { "": 1, Hz: 1 };
  return {
    ...labelSettings(args),
    sampleRate: given(args.rate, (text) => quantity("--rate", text, rates)),
    units: given(args.units, (text) => unitsOf(text, model)),
    temperature: given(args.temperature, (text) => quantity("--temperature", text, { "": 1 })),
  };
}

/** What an app may be told, too. */
export function labelSettings({
  hop,
  smoothing,
  threshold,
}: Pick<StreamArguments, "hop" | "smoothing" | "threshold">) {
  return {
    hop: given(hop, (text) => quantity("--hop", text, secondUnits)),
    smoothing: smoothingOf(smoothing),
    threshold: shareOf("--threshold", threshold),
  };
}

function given<T>(value: string | undefined, read: (text: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

/** Which columns of a file are the model's channels: as they are called, or `acc.x`, `acc_x`. */
export function columnsOf(
  { columns, time }: StreamArguments,
  { inputs }: StreamModel,
): SampleColumns {
  const names = Object.entries(inputs).flatMap(([input, description]) =>
    rowFormat(description).channels.map((channel) => [
      channel,
      `${input}.${channel}`,
      `${input}_${channel}`,
    ]),
  );
  if (columns === undefined) return { time, channels: names };
  const named = listOf(columns);
  if (named.length === names.length) return { time, channels: named.map((name) => [name]) };
  const wanted = names.map(([, name]) => name).join(", ");
  throw new UserError(
    `--columns: expected ${names.length} columns (${wanted}), got ${named.length}`,
    "name one for every channel, in this order",
  );
}

/** Times of this unit in a second. */
export function timesPerSecond({ "time-unit": unit }: StreamArguments): number {
  if (Object.hasOwn(perSecond, unit)) return perSecond[unit as keyof typeof perSecond];
  const known = Object.keys(perSecond).join(", ");
  throw new UserError(`--time-unit: expected one of ${known}; got "${unit}"`);
}

/** "m/s²", or "acc=m/s²,gyro=deg/s". */
function unitsOf(text: string, { inputs }: StreamModel): Record<string, string> {
  const entries = listOf(text).flatMap((part) => {
    const at = part.indexOf("=");
    if (at >= 0) return [[part.slice(0, at), part.slice(at + 1)] as const];
    return Object.keys(inputs).map((input) => [input, part] as const);
  });
  return Object.fromEntries(entries);
}

function smoothingOf(text: string) {
  const choice = namedChoice(text);
  if (choice) return choice;
  throw new UserError(
    `--smoothing: expected hmm, hmm(dwell=5), majority(windows=3) or none; got "${text}"`,
  );
}
