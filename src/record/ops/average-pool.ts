/** @file Mean over sliding windows; padding does not count. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";
import {
  onnxPool,
  type PoolAttributes,
  type PoolAxis,
  type PoolGeometry,
  poolAxes,
  poolGeometry,
  poolSamples,
} from "./pool-geometry.ts";
import { isProduct, spreadOver, windowSums } from "./pool-product.ts";
import type { Sliding } from "./sliding.ts";
import { scatterTaps, tapViews } from "./unfold.ts";

/** By step: how many taps see the input. */
function counts({ length, taps, stride, dilation, before, steps }: Sliding): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const at = Array.from({ length: taps }, (__, tap) => step * stride + tap * dilation - before);
    return at.filter((place) => place >= 0 && place < length).length;
  });
}

function mean(emit: Emitter, x: Value, { sliding, before, after }: PoolAxis): Value {
  const shares = counts(sliding).map((count) => 1 / count);
  const rows = emit.reshape(x, before);
  if (isProduct(sliding))
    return emit.reshape(
      windowSums(emit, rows, sliding, (step) => shares[step]!),
      after,
    );
  const total = emit.sum(tapViews(emit, rows, sliding));
  const same = shares.every((share) => share === shares[0]);
  const weights = same
    ? emit.scalar(shares[0]!)
    : emit.constant(Float32Array.from(shares), [shares.length, 1]);
  return emit.reshape(emit.binary("Mul", total, weights), after);
}

/** Windows that overlap become one product. */
const overlapping: readonly OpSample[] = (["valid", "same"] as const).map((pad) => ({
  name: `5 stride 2, ${pad}`,
  shapes: [[2, 12, 5, 2]],
  run: (x) => tf.avgPool(x as tf.Tensor4D, [5, 4], [2, 1], pad),
}));

const avgPool = defineOp<PoolAttributes>({
  kernel: tf.AvgPool,
  onnx: (emit, { x }, attributes) => {
    const geometry = poolGeometry(sizes(x!), attributes);
    if (emit.purpose === "inference") return onnxPool(emit, "AveragePool", x!, geometry);
    const pooled = poolAxes(geometry).reduce((value, axis) => mean(emit, value, axis), x!);
    return emit.reshape(pooled, geometry.outShape);
  },
  /** tf.js's kernel divides by the whole window everywhere, so dy is scaled up first where padding did not count. */
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => {
      const pooling = attributes as unknown as PoolAttributes;
      const share = uncounted(poolGeometry(x!.shape, pooling));
      return {
        x: () =>
          tf
            .engine()
            .runKernel(
              tf.AvgPoolGrad,
              { dy: share ? tf.mul(dy as tf.Tensor, share) : (dy as tf.Tensor), input: x! },
              attributes,
            ) as tf.Tensor,
      };
    },
  },
  samples: [
    ...overlapping,
    ...poolSamples((x, { filterSize, strides, pad }) =>
      tf.avgPool(x, filterSize, strides, pad as "same"),
    ),
  ],
});

/** Taps of the window by taps that counted [h, w, 1]; undefined where all did. */
function uncounted({ height, width }: PoolGeometry): tf.Tensor | undefined {
  const [rows, columns] = [counts(height), counts(width)];
  const all = height.taps * width.taps;
  const ratios = rows.flatMap((row) => columns.map((column) => all / (row * column)));
  if (ratios.every((ratio) => ratio === 1)) return undefined;
  return tf.tensor(ratios, [rows.length, columns.length, 1]);
}

const avgPoolGrad = defineOp<PoolAttributes>({
  kernel: tf.AvgPoolGrad,
  onnx: (emit, { dy, input }, attributes) => {
    const geometry = poolGeometry(sizes(input!), attributes);
    const { height, width } = geometry;
    const share = emit.binary("Mul", dy!, emit.scalar(1 / (height.taps * width.taps)));
    const back = poolAxes(geometry).reduceRight((value, { sliding, after }) => {
      const steps = emit.reshape(value, after);
      if (isProduct(sliding)) return spreadOver(emit, steps, sliding);
      const taps = new Array<Value>(sliding.taps).fill(steps);
      return scatterTaps(emit, taps, sliding);
    }, share);
    return emit.reshape(back, geometry.inShape);
  },
  gradient: {
    inputsToSave: ["dy", "input"],
    gradFunc: (g, [dy, input], attributes) => ({
      dy: () => {
        const pooling = attributes as unknown as PoolAttributes;
        const { filterSize, strides, pad, dimRoundingMode } = pooling;
        const share = uncounted(poolGeometry(input!.shape, pooling));
        const pooled = tf.avgPool(
          g as tf.Tensor4D,
          filterSize,
          strides,
          pad as "same",
          dimRoundingMode,
        );
        return tf.reshape(share ? tf.div(pooled, share) : pooled, dy!.shape);
      },
      input: () => tf.zerosLike(input!),
    }),
  },
  samples: [],
});

export const averagePools: readonly Op[] = [avgPool, avgPoolGrad] as readonly Op[];
