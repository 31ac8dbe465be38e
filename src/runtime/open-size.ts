/** @file Models whose windows may be of any length: their layers cannot be looked at. */
import { UserError } from "#core/errors";
import type { Graph } from "#graph/graph";

/** What to tell of a model that leaves more open than its batch; `undefined` of any other. */
export function openSizeRefusal({ inputs }: Pick<Graph, "inputs">): UserError | undefined {
  for (const { name, shape } of inputs) {
    const open = shape.find((size, axis) => axis > 0 && typeof size !== "number");
    if (open === undefined) continue;
    return new UserError(
      `input "${name}" has an open size, "${open}", beside the batch`,
      "save the model for windows of one length and a fixed number of channels",
    );
  }
  return undefined;
}
