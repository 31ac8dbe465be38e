/** @file From what a sensor gives, in units that are used here, to the numbers that a model from elsewhere wants. */
import { UserError } from "#core/errors";
import type { InputDescription } from "#export/metadata";
import { unitConversion } from "#sensors/folder/units";
import { completeSteps, processSignal } from "#sensors/process-signal";
import { affineFor, type ChannelAffine } from "#teachers/files/file-options";
import { type InputWords, unitOf } from "./description-schema.ts";

export interface InputSignal {
  /** What windows hold: all of a description but their length. */
  readonly signal: Omit<InputDescription, "length">;
  /** What turns them into what the model wants; `undefined`: nothing. */
  readonly affine: ChannelAffine | undefined;
}

/**
 * @param who Begins sentences: "about.yaml: inputs.acc".
 * @param name Of the input.
 */
export function inputSignal(
  who: string,
  name: string,
  words: InputWords,
  sampleRate: number,
): InputSignal {
  const { channels, process } = words;
  const conversions = channels.map((channel) => unitConversion(unitOf(words, channel)!)!); // the description was checked
  const unit = [...new Set(conversions.map((each) => each.unit))].join(", ");
  const given = { channels, sampleRate, unit };
  const factors = conversions.map(({ factor }) => factor);
  if (process.length === 0)
    return { signal: given, affine: affineOf(who, words, channels, factors) };
  const processing = completeSteps(process);
  const { data: _, ...after } = processSignal(
    { ...given, data: quiet(channels.length) },
    processing,
  );
  const factor = after.unit === unit ? factors[0]! : 1; // numbers of another unit are what the steps make of them
  return {
    signal: { ...after, processing, measured: [{ name, ...given }] },
    affine: affineOf(
      who,
      words,
      after.channels,
      after.channels.map(() => factor),
    ),
  };
}

/** Some rows in which nothing happens: what steps make of them tells channels, rate and unit. */
function quiet(channels: number): Float32Array {
  return new Float32Array(1024 * channels);
}

function affineOf(
  who: string,
  { normalization }: InputWords,
  channels: readonly string[],
  factors: readonly number[],
): ChannelAffine | undefined {
  for (const [which, { length }] of Object.entries(normalization ?? {})) {
    if (length === channels.length) continue;
    throw new UserError(
      `${who}.normalization.${which} has ${length} numbers for ${channels.length} channels (${channels.join(", ")})`,
      "give one for each channel, in their order",
    );
  }
  const mean = factors.map((factor, c) => (normalization?.mean[c] ?? 0) * factor);
  const sd = factors.map((factor, c) => (normalization?.sd[c] ?? 1) * factor);
  if (mean.every((each) => each === 0) && sd.every((each) => each === 1)) return undefined;
  return affineFor({ normalization: { window: { mean, sd } } }, "window", undefined);
}
