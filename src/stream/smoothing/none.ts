import { defineSmoothing, type Smoothing } from "./smoother.ts";

/** Every window for itself. */
export const none: Smoothing = defineSmoothing({
  name: "none",
  source: "wristill",
  summary: "every window for itself",
  options: {},
  numbers: () => ({}),
  open: () => ({ next: (probabilities, out) => out.set(probabilities), reset() {} }),
});
