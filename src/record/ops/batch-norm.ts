/** @file Batch normalisation with given statistics: y = x · γ/√(σ²+ε) + (β − μ · γ/√(σ²+ε)), per last axis. */
import { FusedBatchNorm, type FusedBatchNormAttrs, batchNorm as normalise } from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { drawShape, varied } from "./sample.ts";

interface Affine {
  readonly scale: Value; // [channel]
  readonly shift: Value; // [channel]
}

const batchNorm = defineOp<FusedBatchNormAttrs>({
  kernel: FusedBatchNorm,
  onnx: (emit, inputs, { varianceEpsilon }) => {
    const { scale, shift } = affine(emit, inputs, varianceEpsilon);
    return emit.binary("Add", emit.binary("Mul", inputs.x!, scale), shift);
  },
  samples: [
    varied(
      "rank 2 to 4",
      (size) => {
        const shape = drawShape(size, 2, 4);
        const channel = shape.slice(-1);
        return {
          shapes: [shape, channel, channel, channel, channel],
          run: (x, mean, variance, offset, scale) =>
            normalise(x!, mean!, variance!, offset!, scale!, 1e-3),
        };
      },
      { batch: [0], range: [0.3, 2] },
    ),
  ],
});

function affine(emit: Emitter, inputs: Readonly<Record<string, Value>>, epsilon: number): Affine {
  const { scale: gamma, offset: beta, mean, variance } = inputs;
  const data = [gamma, beta, mean, variance].map(
    (value) => value?.data as Float32Array | undefined,
  );
  const constant = data.every((array, i) => array || ![gamma, beta, mean, variance][i]);
  if (constant) return constantAffine(emit, data, sizes(mean!), epsilon);
  const deviation = emit.add(
    "Sqrt",
    [emit.binary("Add", variance!, emit.scalar(epsilon))],
    sizes(variance!),
  );
  const scale = emit.binary("Div", gamma ?? emit.scalar(1), deviation);
  const shift = emit.binary("Sub", beta ?? emit.scalar(0), emit.binary("Mul", mean!, scale));
  return { scale, shift };
}

function constantAffine(
  emit: Emitter,
  [gamma, beta, mean, variance]: readonly (Float32Array | undefined)[],
  shape: readonly number[],
  epsilon: number,
): Affine {
  const scale = mean!.map((_, c) => (gamma?.[c] ?? 1) / Math.sqrt(variance![c]! + epsilon));
  const shift = mean!.map((m, c) => (beta?.[c] ?? 0) - m * scale[c]!);
  return { scale: emit.constant(scale, shape), shift: emit.constant(shift, shape) };
}

export const normalisations: readonly Op[] = [batchNorm] as readonly Op[];
