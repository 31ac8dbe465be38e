/**
 * @file What a model reads as JSON, without what a reader knows: names of a montage's electrodes, and what was measured
 * where it is as in the window.
 */
import { UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import { montageOf, montages } from "#core/montages";
import type { MeasuredSignal, Modality, ProcessingChoice } from "#core/signal";
import type { InputDescription } from "./metadata.ts";

type Inputs = Readonly<Record<Modality, InputDescription>>;

/** Electrodes by name, or the name of their montage. */
type Channels = string | readonly string[];

interface ShortMeasured extends Partial<Omit<MeasuredSignal, "channels">> {
  readonly channels: Channels;
}

interface ShortInput extends Omit<InputDescription, "channels" | "processing" | "measured"> {
  readonly channels: Channels;
  readonly processing?: readonly (Omit<ProcessingChoice, "causal"> & Partial<ProcessingChoice>)[];
  readonly measured?: readonly ShortMeasured[];
}

export function writeInputs(inputs: Inputs): string {
  return JSON.stringify(mapValues(inputs, shortened));
}

/** Lists and named montages, whatever is left out or not. Throws where the text is not JSON. */
export function readInputs(text: string): Inputs {
  return mapValues(JSON.parse(text) as Readonly<Record<Modality, ShortInput>>, completed);
}

function shortened(input: InputDescription, modality: Modality): ShortInput {
  const { length, channels, sampleRate, unit, processing, measured } = input;
  return {
    ...{ length, channels: montageOf(channels) ?? channels, sampleRate, unit },
    ...(processing && {
      processing: processing.map(({ causal, ...step }) => (causal ? step : { ...step, causal })),
    }),
    ...(measured && { measured: measured.map((it) => difference(it, input, modality)) }),
  };
}

/** What was measured, without what is as in the window. */
function difference(
  { name, channels, sampleRate, unit }: MeasuredSignal,
  window: InputDescription,
  modality: Modality,
): ShortMeasured {
  return {
    ...(name !== modality && { name }),
    channels: montageOf(channels) ?? channels,
    ...(sampleRate !== window.sampleRate && { sampleRate }),
    ...(unit !== window.unit && { unit }),
  };
}

function completed(input: ShortInput, name: Modality): InputDescription {
  const { processing, measured, ...rest } = input;
  const { sampleRate, unit } = input;
  return {
    ...{ ...rest, channels: listed(input.channels) },
    ...(processing && { processing: processing.map((step) => ({ causal: true, ...step })) }),
    ...(measured && {
      measured: measured.map((it) => {
        return { name, sampleRate, unit, ...it, channels: listed(it.channels) };
      }),
    }),
  };
}

function listed(channels: Channels): readonly string[] {
  if (typeof channels !== "string") return channels;
  if (Object.hasOwn(montages, channels)) return montages[channels]!;
  throw new UserError(
    `the model's electrodes are those of the montage "${channels}", which is not known here`,
    `known: ${Object.keys(montages).join(", ")}; a newer wristill may know it`,
  );
}
