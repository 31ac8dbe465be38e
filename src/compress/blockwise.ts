/** @file Distillation block by block: every block of a pruned graph is taught by the same block of the unpruned one. */
import { add, div, mean, mul, type Scalar, square } from "@tensorflow/tfjs";
import type { Lesson } from "#distill/lesson";
import { meanSquare, total } from "#distill/losses";
import { type KdOptions, kd } from "#distill/response/kd";
import { activated, isWeighted } from "#export/quantize/plan";
import type { Graph } from "#graph/graph";

export interface BlockwiseOptions extends KdOptions {
  /** Weight of the blocks beside the logits. */
  readonly beta: number;
}

/** Channels of a value by its name, of an unpruned graph: those that a pruned one has left, in its order. */
export type KeptChannels = ReadonlyMap<string, readonly number[]>;

/** Where blocks end: after each convolution and its ReLU; all their channels. */
export function blockBorders(graph: Graph): KeptChannels {
  const convolutions = graph.nodes.filter((node) => isWeighted(node) && node.op === "Conv");
  const borders = convolutions.map((node) => activated(graph, node));
  return new Map(
    borders.map(({ name, shape }) => {
      return [name, Array.from({ length: shape[1] as number }, (_, channel) => channel)] as const;
    }),
  );
}

/** Of channels of channels. */
export function keptOf(before: KeptChannels, now: KeptChannels): KeptChannels {
  return new Map(
    [...before].map(([name, channels]) => {
      const left = now.get(name);
      return [name, left ? left.map((channel) => channels[channel]!) : channels] as const;
    }),
  );
}

/**
 * {@link kd} + β · mean over blocks of ‖Fˢ − Fᵗ‖² / ‖Fᵗ‖², of the channels that are left: Ahmed et al. 2021,
 * arXiv:2104.09191; relative, so that every block counts alike. Student and teacher have the same taps.
 */
export const blockwise: Lesson<BlockwiseOptions> = {
  weights: kd.weights,
  loss(input, options) {
    const { student, teachers } = input;
    const { features: _, ...borders } = student.taps;
    const errors = Object.entries(borders).map(([name, own]) => {
      const taught = teachers[0]!.taps[name]!;
      return div<Scalar>(meanSquare(own, taught), add(mean(square(taught)), 1e-8));
    });
    const blocks = mul<Scalar>(total(errors), options.beta / errors.length);
    return add(kd.loss!(input, options), blocks);
  },
};
