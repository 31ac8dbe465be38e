import { UserError } from "#core/errors";
import { defineSmoothing, type Smoothing } from "./smoother.ts";

export interface MajorityOptions {
  /** Windows that vote, the newest among them. */
  readonly windows: number;
}

const most = 10_000;

/** The newest windows vote for their likeliest class; probabilities become shares of the votes. */
export const majority: Smoothing<MajorityOptions> = defineSmoothing({
  name: "majority",
  source: "wristill",
  summary: "shares of the votes of the newest windows",
  options: { windows: 5 },
  numbers,
  open(options, { classes }) {
    const { windows } = numbers(options);
    const votes = new Int32Array(windows);
    const counts = new Int32Array(classes);
    let count = 0;
    return {
      next(probabilities, out) {
        const slot = count % windows;
        if (count >= windows) counts[votes[slot]!]!--;
        votes[slot] = probabilities.indexOf(Math.max(...probabilities));
        counts[votes[slot]!]!++;
        count++;
        for (let k = 0; k < classes; k++) out[k] = counts[k]! / Math.min(count, windows);
      },
      reset() {
        counts.fill(0);
        count = 0;
      },
    };
  },
});

function numbers({ windows }: MajorityOptions) {
  if (Number.isInteger(windows) && windows >= 1 && windows <= most) return { windows };
  throw new UserError(`majority: windows must be a whole number from 1 to ${most}, got ${windows}`);
}
