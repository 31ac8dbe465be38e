/** @file Labels of a data set → those of a model, by their names. */
import { UserError } from "#core/errors";
import type { WindowSet } from "#core/signal";

/**
 * The windows with their classes numbered as the model's logits. Throws a {@link UserError} for a class that the model
 * does not tell apart.
 *
 * @param classes Of the model; `undefined`: the file does not say, and the data set's own order is taken for its.
 */
export function inClassesOf(windows: WindowSet, classes: readonly string[] | undefined): WindowSet {
  if (classes === undefined || String(classes) === String(windows.classes)) return windows;
  const numbers = windows.classes.map((name) => classes.indexOf(name));
  const labels = windows.labels.map((label) => {
    const number = numbers[label]!;
    if (number >= 0) return number;
    throw new UserError(
      `class "${windows.classes[label]}" of the data is none of the model's: ${classes.join(", ")}`,
      "name data whose classes the model was trained for",
    );
  });
  return { ...windows, classes, labels };
}
