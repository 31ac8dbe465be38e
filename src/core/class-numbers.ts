/** @file Labels that are numbers of classes. */
import { UserError } from "#core/errors";

/** @throws UserError where a label is none of 0 … `classes` − 1; numbers from elsewhere often begin with 1. */
export function requireClassNumbers(
  where: string,
  labels: ArrayLike<number>,
  classes: number,
): void {
  let [least, most] = [0, 0];
  for (const label of Array.from(labels)) {
    least = Math.min(least, label);
    most = Math.max(most, label);
  }
  if (least >= 0 && most < classes) return;
  throw new UserError(
    `${where}: label ${least < 0 ? least : most} is none of the model's ${classes} classes, which are counted from 0`,
    "number the classes as the model's scores are ordered, the first 0",
  );
}
