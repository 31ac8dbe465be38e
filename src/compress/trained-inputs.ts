/** @file Which constants of a graph train further. */
import { isWeighted } from "#export/quantize/plan";
import type { Node, Value } from "#graph/graph";
import { isPlainRecurrent } from "./replay-recurrent.ts";

export interface TrainedInput {
  /** Among the layer's inputs. */
  readonly index: number;
  /** Unique in the graph: layer and role. */
  readonly name: string;
  readonly value: Value & { readonly data: Float32Array };
  /** Biases are not rounded, nor held at zero. */
  readonly isBias: boolean;
}

const roles = { dense: ["weight", "bias"], recurrent: ["weight", "recurrent", "bias"] } as const;

/** Of a convolution, a dense or a recurrent layer that tf.js can compute; of any other node none. */
export function trainedInputs(node: Node): TrainedInput[] {
  const kind = isWeighted(node) ? "dense" : isPlainRecurrent(node) ? "recurrent" : undefined;
  if (!kind) return [];
  return roles[kind].flatMap((role, i) => {
    const value = node.inputs[i + 1] as TrainedInput["value"] | undefined;
    if (!value) return [];
    return [{ index: i + 1, name: `${node.name}/${role}`, value, isBias: role === "bias" }];
  });
}
