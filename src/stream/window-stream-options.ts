/** @file What may be asked for when a stream is cut into windows. */
import { UserError } from "#core/errors";
import type { Modality } from "#core/signal";
import { chainOf } from "./row-format.ts";
import type { StreamModel } from "./stream-model.ts";

export interface WindowStreamOptions {
  /** s from one window to the next. Default: half a window. */
  readonly hop?: number | undefined;
  /**
   * Hz; rows come evenly at this rate, and stamps only tell gaps. Default: rows stand where their stamps say, on lines
   * between them, and the rate is measured from the first 32.
   */
  readonly sampleRate?: number | undefined;
  /** s; a longer silence is a gap. Default: one and a half intervals of even rows, five of stamped ones. */
  readonly longestGap?: number | undefined;
  /** By input: the unit of its columns ("m/s²", "deg/s"), or one each. Default: the model's. */
  readonly units?: Readonly<Record<Modality, string | readonly string[]>> | undefined;
}

/** Throws a {@link UserError} for options that are out of range or don't fit the model. */
export function checkWindowStream(
  { inputs }: StreamModel,
  { hop, sampleRate, longestGap, units = {} }: WindowStreamOptions,
): void {
  for (const [name, value] of Object.entries({ hop, sampleRate, longestGap })) {
    if (value === undefined || (value > 0 && Number.isFinite(value))) continue;
    throw new UserError(`stream: ${name} must be above 0, got ${value}`);
  }
  for (const name of Object.keys(units)) {
    if (Object.hasOwn(inputs, name)) continue;
    throw new UserError(
      `stream: units of "${name}", which the model does not read`,
      `its inputs: ${Object.keys(inputs).join(", ")}`,
    );
  }
  for (const [name, input] of Object.entries(inputs)) chainOf(`stream: ${name}`, input);
}
