/** @file All trainings of one seed: the teachers, the student alone, the distilled student. */

import { distill, type Trained } from "#distill/distill";
import type { ModelKind } from "#report/result";
import { distillContext } from "./distill-context.ts";
import { planFor } from "./plans.ts";
import { methodNamed } from "./registries.ts";
import type { Road } from "./road.ts";

/** A trained network with its part in the story. */
export interface TrainedModel {
  readonly kind: Exclude<ModelKind, "pruned" | "quantized" | "baseline">;
  readonly seed: number;
  readonly trained: Trained;
}

/** Teachers first, then the student alone, then (unless the method is labels only) the distilled one. */
export async function trainSeed(road: Road, seed: number): Promise<TrainedModel[]> {
  const { config } = road;
  const alone = await train(road, { name: "none", options: {} }, seed, "student-alone");
  const models: TrainedModel[] = [{ kind: "alone", seed, trained: alone.student }];
  if (methodNamed(config.method.name).laws.includes("labels-only")) return models;
  const { teachers, student } = await train(road, config.method, seed, "student");
  return [
    ...teachers.map((trained) => ({ kind: "teacher" as const, seed, trained })),
    ...models,
    { kind: "distilled", seed, trained: student },
  ];
}

function train(road: Road, choice: Road["config"]["method"], seed: number, folder: string) {
  return distill(planFor(road.config, choice, seed), distillContext(road, seed, folder));
}
