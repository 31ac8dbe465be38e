/** @file A factor per channel is cheaper on a filter than on an activation: products pull it out. */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";

export interface ChannelScale {
  /** What was multiplied. */
  readonly value: Value;
  /** The factor [channel]; undefined where there was none. */
  readonly scale: Value | undefined;
}

/** Looks for `x = value · scale` with a factor per channel, as normalisation's gradient ends: x [.., channel]. */
export function channelScale(emit: Emitter, x: Value): ChannelScale {
  const product = x.producer?.op === "Reshape" ? x.producer.inputs[0]! : x;
  if (product.producer?.op === "Mul") {
    const [a, b] = product.producer.inputs as [Value, Value];
    for (const [value, factor] of [
      [a, b],
      [b, a],
    ] as const) {
      const scale = repeated(factor);
      if (scale && scale.shape[0] === sizes(x).at(-1)) {
        return { value: emit.reshape(value, sizes(x)), scale };
      }
    }
  }
  return { value: x, scale: undefined };
}

/** The vector that was repeated to a wide row (see `Emitter.binary`). */
function repeated(factor: Value): Value | undefined {
  const { producer } = factor;
  if (producer?.op !== "Tile") return undefined;
  const vector = producer.inputs[0]!;
  return vector.shape.length === 1 ? vector : undefined;
}

/** x · scale over the last axis. */
export function scaled(emit: Emitter, x: Value, scale: Value | undefined): Value {
  return scale ? emit.binary("Mul", x, scale) : x;
}
