/** @file A model whose answer is known: the logits are the channel means of the window. */
import type { WindowSet } from "#core/signal";
import { type Dim, Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

/** `[batch, length, channels]` → `logits` `[batch, channels]`. */
export function meanModel(length: number, channels: number, batch: Dim = "batch"): Uint8Array {
  const graph = new Graph("mean");
  const x = graph.input("x", "float32", [batch, length, channels]);
  const attributes = { axes: [1], keepdims: 0 };
  graph.output("logits", graph.add("ReduceMean", [x], [batch, channels], { attributes }));
  return encodeModel(graph);
}

/** Windows of which number i has its largest mean in channel `answers[i]`; the labels are `labels`. */
export function meanWindows(
  answers: readonly number[],
  labels: readonly number[],
  length = 4,
  channels = 3,
): Pick<WindowSet, "size" | "signals" | "labels" | "classes"> {
  const data = new Float32Array(answers.length * length * channels);
  for (const [i, answer] of answers.entries()) {
    for (let t = 0; t < length; t++) data[(i * length + t) * channels + answer] = 1 + t;
  }
  const names = Array.from({ length: channels }, (_, k) => `c${k}`);
  return {
    size: answers.length,
    signals: { acc: { data, length, channels: names, sampleRate: 50, unit: "g" } },
    labels: Int32Array.from(labels),
    classes: names,
  };
}
