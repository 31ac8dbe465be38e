/** @file Operators that answer otherwise each time: nothing about them is decided, and two alike are two. */
import type { Node } from "./graph.ts";

const drawing: ReadonlySet<string> = new Set([
  "Bernoulli",
  "Multinomial",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
]);

export function isRandom({ op, domain, inputs }: Node): boolean {
  if (domain !== "") return false;
  return drawing.has(op) || (op === "Dropout" && isTraining(inputs[2]));
}

/** The third input of `Dropout`; absent or false, it hands its input on. */
function isTraining(mode: Node["inputs"][number]): boolean {
  return mode !== undefined && mode.data?.[0] !== 0;
}
