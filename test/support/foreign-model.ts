/** @file A model as another tool writes it: axes and names of its own, and nothing said of what they are. */
import { type Dim, Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { Layout } from "#teachers/files/layouts";

interface Foreign {
  readonly layout?: Layout;
  readonly length?: Dim;
  readonly channels?: number;
  readonly batch?: Dim;
  /** The answer is a softmax. */
  readonly probabilities?: boolean;
  /** Names of the inputs; their answers are added. */
  readonly inputs?: readonly string[];
}

/** Windows in any layout → the mean over time of each channel, as the output "y". */
export function foreignModel(given: Foreign = {}): Uint8Array {
  const { layout = "nct", length = 8, channels = 3, batch = "N", inputs = ["x"] } = given;
  const graph = new Graph("foreign");
  const sizes: Readonly<Record<string, Dim>> = { n: batch, t: length, c: channels, 1: 1 };
  const axes = [...layout].flatMap((axis, i) => (/[nc]/.test(axis) ? [] : [i]));
  const means = inputs.map((name) => {
    const x = graph.input(
      name,
      "float32",
      [...layout].map((axis) => sizes[axis]!),
    );
    return graph.add("ReduceMean", [x], [batch, channels], { attributes: { axes, keepdims: 0 } });
  });
  const sum = means.reduce((a, b) => graph.add("Add", [a, b], [batch, channels]));
  const answer = given.probabilities
    ? graph.add("Softmax", [sum], sum.shape, { attributes: { axis: 1 } })
    : sum;
  graph.output("y", answer);
  return encodeModel(graph);
}

/** What makes a whole description of {@link foreignModel}, in YAML. */
export const aboutForeign = `classes: [a, b, c]
sampleRate: 50
inputs:
  acc: { channels: [x, y, z], unit: g }
`;
