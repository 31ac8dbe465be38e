/** @file Attention: every step of a window looks at all steps, or at those of another window. */
import {
  add,
  gather,
  initializers,
  matMul,
  mul,
  reshape,
  type Shape,
  softmax,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
  transpose,
} from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig } from "./configured-layer.ts";
import { seeds } from "./seeds.ts";

export interface MultiHeadAttentionConfig extends LayerConfig {
  readonly heads: number;
  /** Size of queries, keys and values in one head. */
  readonly headSize: number;
  /** Learn a bias for each head and distance up to this many steps; farther ones share the last. Default none. */
  readonly relativePositions?: number;
  /** Seed of the initial weights, Glorot-uniform. */
  readonly seed: number;
}

/**
 * softmax(Q·Kᵀ/√d)·V in several heads (Vaswani et al. 2017, arXiv:1706.03762, §3.2). Self-attention of `x`
 * [batch, time, channel], or cross-attention of `[query, memory]` [batch, time, channel], [batch, step, feature];
 * the result has the shape of the query. Axes between batch and time are attended apart. Relative positions: Raffel et al. 2020, arXiv:1910.10683, §2.1.
 */
export class MultiHeadAttention extends ConfiguredLayer<MultiHeadAttentionConfig> {
  static readonly className = "MultiHeadAttention";

  override build(inputShape: Shape | Shape[]): void {
    const [query, memory] = shapesOf(inputShape);
    const { heads, headSize, relativePositions, seed } = this.config;
    const [channels, features, inner] = [query.at(-1)!, memory.at(-1)!, heads * headSize];
    const next = seeds(seed);
    const add = (name: string, from: number, to: number) => {
      const glorot = initializers.glorotUniform({ seed: next() });
      this.addWeight(`${name}_kernel`, [from, to], "float32", glorot);
      this.addWeight(`${name}_bias`, [to], "float32", initializers.zeros());
    };
    add("query", channels, inner);
    add("key", features, inner);
    add("value", features, inner);
    add("output", inner, channels);
    if (relativePositions !== undefined) {
      const table = [2 * relativePositions + 1, heads];
      this.addWeight("relative_bias", table, "float32", initializers.zeros());
    }
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const all = Array.isArray(inputs) ? inputs : [inputs];
      const { shape } = all[0]!;
      const [query, memory = query] = all.map(asSequences);
      const { headSize, relativePositions } = this.config;
      const [q, k, v] = [this.#heads(query!, 0), this.#heads(memory!, 2), this.#heads(memory!, 4)];
      const scores = mul(matMul(q, k, false, true), headSize ** -0.5); // [batch, head, time, step]
      const biased = relativePositions === undefined ? scores : add(scores, this.#bias(scores));
      const mixed = transpose(matMul(softmax(biased), v), [0, 2, 1, 3]); // [batch, time, head, size]
      const rows = reshape(mixed, [...query!.shape.slice(0, 2), -1]);
      return reshape(this.#project(rows, 6), shape);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return shapesOf(inputShape)[0];
  }

  /** [batch, time, channel] → [batch, head, time, size], by the weights at a place. */
  #heads(x: Tensor, place: number): Tensor {
    const { heads, headSize } = this.config;
    const [batch, time] = x.shape as [number, number];
    const y = reshape(this.#project(x, place), [batch, time, heads, headSize]);
    return transpose(y, [0, 2, 1, 3]);
  }

  #project(x: Tensor, place: number): Tensor {
    const [kernel, bias] = this.weights.slice(place, place + 2).map((weight) => weight.read());
    const [batch, time, channels] = x.shape as [number, number, number];
    const rows = reshape(x, [batch * time, channels]) as Tensor2D;
    const y = add(matMul(rows, kernel as Tensor2D), bias!);
    return reshape(y, [batch, time, bias!.size]);
  }

  /** The learned bias of every pair of steps: [head, time, step]. */
  #bias({ shape }: Tensor): Tensor {
    const [, heads, time, steps] = shape as [number, number, number, number];
    const limit = this.config.relativePositions!;
    const distances = Int32Array.from({ length: time * steps }, (_, at) => {
      const distance = (at % steps) - Math.floor(at / steps);
      return limit + Math.max(-limit, Math.min(limit, distance));
    });
    const pairs = gather(this.weights.at(-1)!.read(), tensor1d(distances, "int32")); // [time·step, head]
    return reshape(transpose(pairs), [heads, time, steps]);
  }
}

/** [batch, …, time, channel] → [batch · …, time, channel] */
function asSequences(x: Tensor): Tensor {
  const [time, channels] = x.shape.slice(-2) as [number, number];
  const sequences = x.shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return reshape(x, [sequences, time, channels]);
}

/** One input attends to itself. */
function shapesOf(shape: Shape | Shape[]): [query: Shape, memory: Shape] {
  const [query, memory = query] = (Array.isArray(shape[0]) ? shape : [shape]) as Shape[];
  return [query!, memory!];
}
