/** @file What a recorded step's graph calls its inputs and outputs; the names of arrays and fed inputs are the program's. */

export const scalarNames = { learningRate: "learning_rate", number: "step" } as const;

/** An array after the step. */
export const nextName = (array: string): string => `next_${array}`;

const figurePrefix = "figure_";
export const figureName = (figure: string): string => `${figurePrefix}${figure}`;

/** The figure behind an output, or `undefined` for another output. */
export function figureOf(output: string): string | undefined {
  return output.startsWith(figurePrefix) ? output.slice(figurePrefix.length) : undefined;
}

/** The i-th request for noise; names its stream of chance, too. */
export const noiseName = (i: number): string => `noise_${i}`;

/** Names that inputs and memories cannot have, for messages. */
export const reservedNames = "learning_rate, step, next_…, figure_…, noise_…";

export function isReserved(name: string): boolean {
  return /^(learning_rate|step|(next|figure|noise)_.*)$/.test(name);
}
