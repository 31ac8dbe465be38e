import { againstNeighbours } from "#sensors/reference";
import { defineStep, type ProcessingStep, perRow } from "./step.ts";

export interface LaplacianOptions {
  /** Nearest electrodes whose mean is taken away. */
  readonly neighbours: number;
}

/** Every electrode against its neighbourhood: what lies right under it stands out. */
export const laplacian: ProcessingStep<LaplacianOptions> = defineStep({
  name: "laplacian",
  source:
    "Hjorth 1975, Electroencephalogr. Clin. Neurophysiol. 39, doi:10.1016/0013-4694(75)90056-5",
  summary: "EEG against the mean of the nearest electrodes",
  options: { neighbours: 4 },
  ...perRow((format, { neighbours }: LaplacianOptions) => againstNeighbours(format, neighbours)),
});
