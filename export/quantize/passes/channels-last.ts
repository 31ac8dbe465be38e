/** @file The views between channels first and channels last. An axis of height 1 is left out: kernels count fewer axes. */
import type { Axes } from "#export/passes/view";
import type { Attributes, AttributeValue, Node } from "#graph/graph";

export interface Layout {
  /** From channels first to channels last. */
  readonly last: Axes;
  /** The way back. */
  readonly first: Axes;
  /** A layer's attributes, which name its axes in their order. */
  readonly attributesOf: (layer: Node) => Attributes;
}

/** [batch, channel, height, time] ⇄ [batch, height, time, channel]. */
const image: Layout = {
  last: [0, 2, 3, 1],
  first: [0, 3, 1, 2],
  attributesOf: ({ attributes }) => attributes,
};

/** [batch, channel, 1, time] ⇄ [batch, time, channel]. */
const series: Layout = {
  last: [0, 3, 1],
  first: [0, 2, -1, 1],
  attributesOf: ({ attributes }) =>
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, alongTime(name, value)]),
    ),
};

/** For a layer of [batch, channel, height, time] whose kernel is so high. */
export function layoutOf({ inputs, outputs }: Node, kernelHeight: number): Layout {
  const heights = [inputs[0]!.shape[2], outputs[0]!.shape[2], kernelHeight];
  return heights.every((height) => height === 1) ? series : image;
}

const perAxis: ReadonlySet<string> = new Set(["dilations", "kernel_shape", "pads", "strides"]);

/** Of [height, time], or of padding [above, before, below, after], what concerns time. */
function alongTime(name: string, value: AttributeValue): AttributeValue {
  return perAxis.has(name) && Array.isArray(value) ? value.filter((_, i) => i % 2 === 1) : value;
}
