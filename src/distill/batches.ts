/** @file What methods that compare samples with each other ask of a batch. */
import type { Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";

/** Throws a {@link UserError} for a batch too small to hold relations. */
export function requireBatch(method: string, { shape }: Tensor, least = 2): void {
  if (shape[0]! >= least) return;
  throw new UserError(
    `method "${method}" compares the samples of a batch: it wants ${least} or more, got ${shape[0]}`,
    "raise `train: { student: { batchSize: … } }`; below 8 relations mean little",
  );
}
