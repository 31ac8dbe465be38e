/** @file No distillation: the control that every method is compared with. */
import { defineMethod, type Method } from "#distill/method";

/** Cross-entropy with the labels. */
export const none: Method = defineMethod({
  name: "none",
  summary: "labels only: the control",
  source: "cross-entropy",
  teachers: "none",
  needs: ["labels"],
  laws: ["labels-only"],
  options: {},
  weights: () => ({ hard: 1, soft: 0 }),
  stages: () => [{ role: "student", teachers: [] }],
});
