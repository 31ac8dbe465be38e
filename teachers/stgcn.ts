/** @file Spatial-temporal graph convolutions over the joints of a skeleton. */
import { initializers, layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { classifier, relu } from "#record/layers/blocks";
import { apply, dropout, norm } from "#record/layers/decoder-blocks";
import { GraphConvolution } from "#record/layers/graph-convolution";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { skeletonPartitions } from "#record/layers/skeleton-partitions";
import { onlyWindow } from "#record/layers/windows";

export interface StgcnOptions {
  /** The joint that each joint hangs on, nearer to the root; the root names itself. Default: Kinect v1, root spine. */
  readonly parents: readonly number[];
  /** Coordinates of a joint. Channels lie joint by joint; rates of change, where there are some, after all positions. */
  readonly axes: number;
  /** Filters of the blocks; where they grow, time is halved. */
  readonly filters: readonly number[];
  /** Taps of the temporal convolutions, odd. */
  readonly kernel: number;
  readonly dropout: number;
}

/** Six blocks with three partitions of neighbours and learnt edge importance. 20 joints, 27 classes: 507 795 parameters. */
export const stgcn: NetworkEntry<StgcnOptions> = defineNetwork({
  name: "stgcn",
  summary: "graph convolutions over skeleton joints, about 510 k parameters",
  source: "Yan, Xiong, Lin 2018, arXiv:1801.07455, with six blocks",
  modalities: ["skeleton"],
  options: {
    parents: [1, 2, 2, 2, 1, 4, 5, 6, 1, 8, 9, 10, 3, 12, 13, 14, 3, 16, 17, 18],
    ...{ axes: 3, filters: [32, 32, 64, 64, 128, 128], kernel: 9, dropout: 0.5 },
  },
  build({ inputs, classes, seed }, { parents, axes, filters, kernel, dropout: share }) {
    requireCounts("stgcn", { axes, filters, kernel });
    const next = seeds(seed);
    const window = onlyWindow("stgcn", inputs);
    const adjacency = skeletonPartitions(parents);
    let x = jointsOf(norm(window, "input"), parents.length, axes);
    const outputs: SymbolicTensor[] = [];
    for (const [i, count] of filters.entries()) {
      const stride = i > 0 && count > filters[i - 1]! ? 2 : 1;
      const sizes = { filters: count, kernel, stride, dropout: share, residual: i > 0 };
      x = block(x, { name: `block${i + 1}`, adjacency, ...sizes }, next);
      if (count !== filters[i + 1]) outputs.push(meanOverJoints(x, `stage${outputs.length + 1}`));
    }
    const features = apply(layers.globalAveragePooling2d({ name: "features" }), x);
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "stgcn", inputs: window, outputs: [logits, ...outputs, features] }),
      taps: [...outputs.map((_, i) => `stage${i + 1}`), "features"],
      inputs,
    };
  },
});

/** [batch, time, channel] → [batch, time, joint, coordinate] */
function jointsOf(x: SymbolicTensor, joints: number, axes: number): SymbolicTensor {
  const [, time, channels] = x.shape as number[];
  const kinds = channels! / (joints * axes); // positions; positions and rates
  if (!Number.isInteger(kinds)) {
    throw new UserError(
      `stgcn: expected ${joints * axes} channels (${joints} joints of ${axes}) or twice that, got ${channels}`,
      "set `parents` to the parent of each of your joints",
    );
  }
  const split = layers.reshape({ name: "split", targetShape: [time!, kinds, joints, axes] });
  const turned = layers.permute({ name: "turned", dims: [1, 3, 2, 4] });
  const targetShape = [time!, joints, kinds * axes];
  const joined = layers.reshape({ name: "joints", targetShape });
  return apply(joined, kinds === 1 ? x : apply(turned, apply(split, x)));
}

interface Block {
  readonly name: string;
  readonly adjacency: readonly (readonly (readonly number[])[])[];
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dropout: number;
  readonly residual: boolean;
}

/** Graph convolution–BN–ReLU–temporal convolution–BN–dropout beside a shortcut, then ReLU. */
function block(x: SymbolicTensor, options: Block, next: () => number): SymbolicTensor {
  const { name, adjacency, filters, kernel, stride, residual } = options;
  const timeConv = (part: string, taps: number) =>
    layers.conv2d({
      ...{ name: `${name}_${part}`, filters, kernelSize: [taps, 1], strides: [stride, 1] },
      ...{ padding: "same", kernelInitializer: initializers.glorotUniform({ seed: next() }) },
    });
  const graph = new GraphConvolution({ name: `${name}_graph`, filters, adjacency, seed: next() });
  const gathered = relu(norm(apply(graph, x), `${name}_graph`), `${name}_graph`);
  const moved = norm(apply(timeConv("time", kernel), gathered), `${name}_time`);
  const kept = dropout(moved, `${name}_dropout`, options.dropout);
  if (!residual) return relu(kept, name);
  const same = stride === 1 && x.shape.at(-1) === filters;
  const shortcut = same ? x : norm(apply(timeConv("shortcut", 1), x), `${name}_shortcut`);
  const sum = layers.add({ name: `${name}_sum` }).apply([kept, shortcut]) as SymbolicTensor;
  return relu(sum, name);
}

/** [batch, time, joint, filters] → [batch, time, filters] */
function meanOverJoints(x: SymbolicTensor, name: string): SymbolicTensor {
  const [, time, joints, filters] = x.shape as number[];
  const pool = layers.averagePooling2d({ name: `${name}_mean`, poolSize: [1, joints!] });
  return apply(layers.reshape({ name, targetShape: [time!, filters!] }), apply(pool, x));
}
