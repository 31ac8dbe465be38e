import { nearest, UserError } from "#core/errors";
import { montages, pickElectrodes } from "#sensors/montage";
import { always, defineStep, type ProcessingStep } from "./step.ts";

export interface MontageOptions {
  /** A montage with a name, or a list of electrodes. */
  readonly electrodes: string | readonly string[];
}

/** Some electrodes, by name: of a cap with many, those that a headset has. */
export const montage: ProcessingStep<MontageOptions> = defineStep({
  name: "montage",
  source: "Huang et al. 2024, arXiv:2212.03329, §IV (headphone, headband)",
  summary: `some electrodes, by name; ${Object.keys(montages).join(", ")} or a list`,
  options: { electrodes: "headphone" },
  causal: always,
  apply(signal, { electrodes }) {
    if (typeof electrodes !== "string") return pickElectrodes(signal, electrodes);
    const found = montages[electrodes];
    if (found) return pickElectrodes(signal, found);
    const known = Object.keys(montages);
    const guess = nearest(electrodes, known);
    throw new UserError(
      `montage: unknown montage "${electrodes}"`,
      `${guess === undefined ? "" : `did you mean "${guess}"? `}known: ${known.join(", ")}; or list electrodes`,
    );
  },
});
