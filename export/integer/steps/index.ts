/** @file Every kind of step, sorted. */
import type { Step } from "#export/integer/network";
import type { StepKind } from "#export/integer/step";
import { conv } from "./conv.ts";
import { gru } from "./gru.ts";
import { join } from "./join.ts";
import { logSoftmax } from "./log-softmax.ts";
import { lstm } from "./lstm.ts";
import { move } from "./move.ts";
import { pool } from "./pool.ts";
import { product } from "./product.ts";
import { reduce } from "./reduce.ts";
import { softmax } from "./softmax.ts";
import { table } from "./table.ts";

/** By what a step says it is. */
export const stepKinds = {
  conv,
  gru,
  join,
  logSoftmax,
  lstm,
  move,
  pool,
  product,
  reduce,
  softmax,
  table,
};

export function kindOf(step: Step): StepKind<Step> {
  return stepKinds[step.kind] as unknown as StepKind<Step>;
}
