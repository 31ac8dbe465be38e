/** @file What a sensor gives for one input of a model, and what becomes of it before windows are cut. */
import { UserError } from "#core/errors";
import type { MeasuredSignal, SignalFormat } from "#core/signal";
import type { InputDescription } from "#export/metadata";
import { pickRows } from "#sensors/map-rows";
import { processRows } from "#sensors/process-signal";
import type { LiveStep } from "#sensors/processing/step";

/** Channels, rate and unit of the rows that come: the model's own, or those of the signals that were processed. */
export function rowFormat(input: InputDescription): SignalFormat {
  const { processing = [], measured } = input;
  if (processing.length === 0 || !measured) return input;
  const [first] = measured as readonly [MeasuredSignal];
  return {
    channels: measured.flatMap((signal) => namesOf(measured, signal, signal.channels)),
    sampleRate: first.sampleRate,
    unit: [...new Set(measured.map(({ unit }) => unit))].join(", "),
  };
}

/**
 * Rows as they were measured → rows as windows are cut from, to the bit those of the data stage; `undefined` where they
 * are the same. Throws a {@link UserError} for what cannot be done row by row.
 */
export function openProcessing(name: string, input: InputDescription): LiveStep | undefined {
  const { processing = [], measured, channels, unit } = input;
  if (processing.length === 0) return undefined;
  if (!measured) refuseUnsaid(name, input);
  requireOneRate(name, measured);
  const parts = measured.map((signal) => processRows(`stream: ${name}`, signal, processing));
  const joined = parts.flatMap((part, i) => namesOf(measured, measured[i]!, part.channels));
  const places = channels.map((channel) => joined.indexOf(channel));
  if (places.includes(-1)) refuseOthers(name, channels, joined);
  const all = new Float32Array(joined.length);
  const picked = pickRows({ channels: joined, unit, sampleRate: 0 }, channels, places);
  const pieces = parts.map((part, i) => {
    const from = sum(measured.slice(0, i).map((signal) => signal.channels.length));
    const to = sum(parts.slice(0, i).map((before) => before.channels.length));
    const row = new Float32Array(measured[i]!.channels.length);
    return { part, from, row, out: all.subarray(to, to + part.channels.length) };
  });
  return {
    ...{ channels, unit },
    begin() {
      for (const { part } of pieces) part.begin();
    },
    next(values, out) {
      for (const { part, from, row, out: own } of pieces) {
        for (let c = 0; c < row.length; c++) row[c] = values[from + c]!;
        part.next(row, own);
      }
      picked.write(all, out);
    },
  };
}

/** Of joined signals, with the signal's name in front. */
function namesOf(
  measured: readonly MeasuredSignal[],
  { name }: MeasuredSignal,
  channels: readonly string[],
): readonly string[] {
  return measured.length === 1 ? channels : channels.map((channel) => `${name}.${channel}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function refuseUnsaid(name: string, { processing = [] }: InputDescription): never {
  throw new UserError(
    `stream: ${name} was processed (${processing.map((step) => step.name).join(", ")}) before its windows were cut, and the file does not say what was measured`,
    "export it again from recordings of one rate; or do the same to the rows before they are pushed, and leave `processing` out of the description",
  );
}

function refuseOthers(name: string, wanted: readonly string[], given: readonly string[]): never {
  throw new UserError(
    `stream: ${name} reads ${wanted.join(", ")}, but its processing gives ${given.join(", ")}`,
    "describe `measured` and `processing` as they were, or export the model again",
  );
}

function requireOneRate(name: string, measured: readonly MeasuredSignal[]): void {
  const rates = new Set(measured.map(({ sampleRate }) => sampleRate));
  if (rates.size === 1) return;
  throw new UserError(
    `stream: ${name} joins signals that were processed at ${[...rates].join(" and ")} Hz`,
    "train with an input for each of them",
  );
}
