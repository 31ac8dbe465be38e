/** @file The output that holds the classes under the name that all here ask for. */
import { UserError } from "#core/errors";
import type { Graph } from "#graph/graph";
import { giveName } from "./give-name.ts";

/**
 * Calls it `logits`; of probabilities (a `Softmax`), what they are made of becomes an output in front of them. Throws a
 * {@link UserError} for an output that is not there.
 *
 * @param wanted Its name; default: `logits`, or the first output.
 * @returns What the model called it.
 */
export function exposeLogits(
  graph: Graph,
  { wanted, who }: { readonly wanted: string | undefined; readonly who: string },
): string {
  const { outputs } = graph;
  const named = outputs.find(({ name }) => name === (wanted ?? "logits"));
  const output = named ?? (wanted === undefined ? outputs[0] : undefined);
  if (!output) {
    const names = outputs.map(({ name }) => name).join(", ");
    throw new UserError(`${who}: the model has no output "${wanted}"`, `its outputs: ${names}`);
  }
  const { name, producer } = output;
  const logits = producer?.op === "Softmax" ? producer.inputs[0]! : output;
  logits.shape = output.shape; // outputs state theirs, inner values need not
  if (!outputs.includes(logits)) outputs.unshift(logits);
  giveName(graph, logits, "logits");
  return name;
}
