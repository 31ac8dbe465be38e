/** @file How long a window of a model lasts. */
import type { StreamModel } from "./stream-model.ts";

/** s. */
export function secondsOf({ inputs }: Pick<StreamModel, "inputs">): number {
  const [first] = Object.values(inputs);
  return first!.length / first!.sampleRate;
}
