import { UserError } from "#core/errors";
import { always, defineStep, type ProcessingStep } from "./step.ts";

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
  causal: always,
  apply(signal, { append }) {
    const width = signal.channels.length;
    if (width % 3 !== 0)
      throw new UserError(
        `magnitude: expected channels in threes (x, y, z), received ${signal.channels.join(", ")}`,
      );
    const kept = append ? width : 0;
    const out = kept + width / 3;
    const rows = signal.data.length / width;
    const data = new Float32Array(rows * out);
    for (let row = 0; row < rows; row++) {
      const values = signal.data.subarray(row * width, (row + 1) * width);
      if (append) data.set(values, row * out);
      for (let c = 0; c < width; c += 3)
        data[row * out + kept + c / 3] = Math.hypot(values[c]!, values[c + 1]!, values[c + 2]!);
    }
    const names = signal.channels.filter((_, c) => c % 3 === 0).map(nameAfter);
    return { ...signal, data, channels: append ? [...signal.channels, ...names] : names };
  },
});

/** "wrist.x" becomes "wrist.magnitude". */
function nameAfter(channel: string): string {
  return /x$/i.test(channel) ? channel.replace(/x$/i, "magnitude") : `${channel}.magnitude`;
}
