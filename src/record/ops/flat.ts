/** @file The gradient of what does not change with small steps: zero. */
import { cast, type GradConfig, zerosLike } from "@tensorflow/tfjs";

/** Zero for each of the inputs; tf.js has none for most comparisons, and then no gradient passes their callers. */
export function flat(...inputs: string[]): Omit<GradConfig, "kernelName"> {
  return {
    inputsToSave: inputs,
    gradFunc: (_dy, saved) =>
      Object.fromEntries(
        inputs.map((name, i) => [name, () => zerosLike(cast(saved[i]!, "float32"))]),
      ),
  };
}
