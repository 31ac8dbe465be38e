/** @file One block of a transformer encoder. */
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs";
import { apply, dropout } from "./decoder-blocks.ts";
import { MultiHeadAttention } from "./multi-head-attention.ts";

export interface EncoderBlockOptions {
  readonly name: string;
  readonly heads: number;
  /** Hidden units between the two linear layers. */
  readonly feedForward: number;
  /** After attention and after the linear layers. */
  readonly dropout: number;
  /** Gives the seeds of the initial weights. */
  readonly next: () => number;
}

/**
 * x + attention(norm x), then x + linear(gelu(linear(norm x))): normalised before, which trains without warm-up (Xiong
 * et al. 2020, arXiv:2002.04745, fig. 1b). Attention runs over the last axis but one of [batch, …, step, channel].
 */
export function encoderBlock(
  x: SymbolicTensor,
  { name, heads, feedForward, dropout: rate, next }: EncoderBlockOptions,
): SymbolicTensor {
  const width = x.shape.at(-1)!;
  const sum = (part: string, ...terms: SymbolicTensor[]) =>
    layers.add({ name: `${name}_${part}` }).apply(terms) as SymbolicTensor;
  const linear = (part: string, units: number) =>
    layers.dense({
      ...{ name: `${name}_${part}`, units },
      kernelInitializer: initializers.glorotUniform({ seed: next() }),
    });
  const attention = new MultiHeadAttention({
    ...{ name: `${name}_attention`, heads, headSize: width / heads, seed: next() },
  });
  const attended = apply(attention, layerNorm(x, `${name}_norm1`));
  const middle = sum("sum1", x, dropout(attended, `${name}_dropout1`, rate));
  const hidden = apply(linear("hidden", feedForward), layerNorm(middle, `${name}_norm2`));
  const active = apply(layers.activation({ name: `${name}_gelu`, activation: "gelu" }), hidden);
  const projected = apply(linear("projected", width), active);
  return sum("sum2", middle, dropout(projected, `${name}_dropout2`, rate));
}

/** Layer normalisation over channels, ε 1e-5. */
export function layerNorm(x: SymbolicTensor, name: string): SymbolicTensor {
  return apply(layers.layerNormalization({ name, epsilon: 1e-5 }), x);
}
