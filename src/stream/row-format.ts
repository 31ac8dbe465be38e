/** @file What a sensor gives for one input of a model, and what becomes of it before windows are cut. */
import { UserError } from "#core/errors";
import type { MeasuredSignal, SignalFormat } from "#core/signal";
import type { InputDescription } from "#export/metadata";
import { evenRatio } from "#sensors/polyphase";
import { liveSteps } from "#sensors/process-signal";
import type { RowChain } from "#sensors/row-chain";

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
 * What makes of rows as they were measured those that windows are cut from, to the bit those of the data stage but for the
 * rate; `undefined` where they are the same. Throws a {@link UserError} for what cannot be done row by row.
 *
 * @param who "stream: acc"; begins what errors say.
 */
export function chainOf(who: string, input: InputDescription): RowChain | undefined {
  const { processing = [], measured, channels, sampleRate } = input;
  if (processing.length === 0) return undefined;
  if (!measured) refuseUnsaid(who, input);
  requireOneRate(who, measured);
  const steps = measured.map((signal) => liveSteps(who, signal, processing));
  const joined = steps.flatMap((each, i) => namesOf(measured, measured[i]!, each.channels));
  const places = channels.map((channel) => joined.indexOf(channel));
  if (places.includes(-1)) refuseOthers(who, channels, joined);
  const parts = steps.map(({ operations }, i) => {
    return { width: measured[i]!.channels.length, operations };
  });
  return { parts, places, ratio: evenRatio(sampleRate, measured[0]!.sampleRate) };
}

/** Of joined signals, with the signal's name in front. */
function namesOf(
  measured: readonly MeasuredSignal[],
  { name }: MeasuredSignal,
  channels: readonly string[],
): readonly string[] {
  return measured.length === 1 ? channels : channels.map((channel) => `${name}.${channel}`);
}

function refuseUnsaid(who: string, { processing = [] }: InputDescription): never {
  throw new UserError(
    `${who} was processed (${processing.map((step) => step.name).join(", ")}) before its windows were cut, and the file does not say what was measured`,
    "export it again from recordings of one rate; or do the same to the rows before they are pushed, and leave `processing` out of the description",
  );
}

function refuseOthers(who: string, wanted: readonly string[], given: readonly string[]): never {
  throw new UserError(
    `${who} reads ${wanted.join(", ")}, but its processing gives ${given.join(", ")}`,
    "describe `measured` and `processing` as they were, or export the model again",
  );
}

function requireOneRate(who: string, measured: readonly MeasuredSignal[]): void {
  const rates = new Set(measured.map(({ sampleRate }) => sampleRate));
  if (rates.size === 1) return;
  throw new UserError(
    `${who} joins signals that were processed at ${[...rates].join(" and ")} Hz`,
    "train with an input for each of them",
  );
}
