/** @file Channels one by one → one signal. */
import { UserError } from "#core/errors";

/** `[time, channel]` from a series per channel, each value times `factor`. Throws a {@link UserError} for unequal lengths. */
export function interleaveChannels(
  who: string,
  series: readonly ArrayLike<number>[],
  factor = 1,
): Float32Array {
  const width = series.length;
  const steps = series[0]?.length ?? 0;
  const data = new Float32Array(steps * width);
  for (const [c, values] of series.entries()) {
    if (values.length !== steps)
      throw new UserError(
        `${who}: ${values.length} samples in channel ${c + 1}, ${steps} in the first`,
        "the channels of one modality need one rate: get the file again",
      );
    for (let t = 0; t < steps; t++) data[t * width + c] = values[t]! * factor;
  }
  return data;
}
