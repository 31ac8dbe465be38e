import { always, defineStep, type ProcessingStep } from "./step.ts";

export interface ScaleOptions {
  readonly factor: number;
  /** The unit after it; empty: as before. */
  readonly unit: string;
}

/** Other units: V to µV is a factor of 1e6. */
export const scale: ProcessingStep<ScaleOptions> = defineStep({
  name: "scale",
  source: "wristill",
  summary: "times a factor, into another unit",
  options: { factor: 1, unit: "" },
  causal: always,
  apply: (signal, { factor, unit }) => ({
    ...signal,
    data: signal.data.map((x) => factor * x),
    unit: unit || signal.unit,
  }),
});
