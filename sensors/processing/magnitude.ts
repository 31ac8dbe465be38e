import { UserError } from "#core/errors";
import { defineStep, type ProcessingStep, perRow } from "./step.ts";

export interface MagnitudeOptions {
  /** Keep the channels and append the magnitudes; otherwise only these remain. */
  readonly append: boolean;
}

/** √(x² + y² + z²) of every three channels: it does not matter how the watch is turned. */
export const magnitude: ProcessingStep<MagnitudeOptions> = defineStep({
  name: "magnitude",
  source: "wristill",
  summary: "length of every x, y, z triple",
  options: { append: true },
  ...perRow(({ channels, unit }, { append }: MagnitudeOptions) => {
    if (channels.length % 3 !== 0)
      throw new UserError(
        `magnitude: expected channels in threes (x, y, z), received ${channels.join(", ")}`,
      );
    const names = channels.filter((_, c) => c % 3 === 0).map(nameAfter);
    return {
      ...{ channels: append ? [...channels, ...names] : names, unit },
      operation: { kind: "magnitude", append },
    };
  }),
});

/** "wrist.x" becomes "wrist.magnitude". */
function nameAfter(channel: string): string {
  return /x$/i.test(channel) ? channel.replace(/x$/i, "magnitude") : `${channel}.magnitude`;
}
