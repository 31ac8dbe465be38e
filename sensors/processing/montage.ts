import { nearest, UserError } from "#core/errors";
import { montages } from "#core/montages";
import { electrodeRows } from "#sensors/montage";
import { defineStep, type ProcessingStep, perRow } from "./step.ts";

export interface MontageOptions {
  /** A montage with a name. */
  readonly montage: string;
  /** Electrodes by name, in place of a montage. */
  readonly electrodes: readonly string[];
}

/** Some electrodes, by name: of a cap with many, those that a headset has. */
export const montage: ProcessingStep<MontageOptions> = defineStep({
  name: "montage",
  source: "Huang et al. 2024, arXiv:2212.03329, §IV (headphone, headband)",
  summary: `some electrodes, by name; ${Object.keys(montages).join(", ")} or a list`,
  options: { montage: "headphone", electrodes: [] },
  ...perRow((format, options: MontageOptions) => electrodeRows(format, electrodesOf(options))),
});

function electrodesOf({ montage: name, electrodes }: MontageOptions): readonly string[] {
  if (electrodes.length > 0) return electrodes;
  const found = montages[name];
  if (found) return found;
  const known = Object.keys(montages);
  const guess = nearest(name, known);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(
    `montage: unknown montage "${name}"`,
    `${hint}known: ${known.join(", ")}; or list electrodes`,
  );
}
