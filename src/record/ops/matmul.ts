/** @file Matrix products and the dense layer's fused form. */
import * as tf from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";

interface Transposed {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Product over the last two axes; tf.js hands in rank 3 with a leading 1 for plain matrices. */
function product(emit: Emitter, a: Value, b: Value, { transposeA, transposeB }: Transposed): Value {
  const [shapeA, shapeB] = [sizes(a), sizes(b)];
  const m = shapeA.at(transposeA ? -1 : -2)!;
  const n = shapeB.at(transposeB ? -2 : -1)!;
  const batch = shapeA.slice(0, -2);
  const plain = [...batch, ...shapeB.slice(0, -2)].every((size) => size === 1);
  if (plain) {
    const matrix = (x: Value) => emit.reshape(x, sizes(x).slice(-2));
    return emit.reshape(emit.gemm(matrix(a), matrix(b), transposeA, transposeB), [...batch, m, n]);
  }
  const flip = (x: Value, yes: boolean) => {
    const axes = sizes(x).map((_, i) => i);
    return yes ? emit.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]) : x;
  };
  const leading = batch.map((size, i) => Math.max(size, shapeB[i] ?? 1));
  return emit.add("MatMul", [flip(a, transposeA), flip(b, transposeB)], [...leading, m, n]);
}

const batchMatMul = defineOp<Transposed>({
  kernel: tf.BatchMatMul,
  onnx: (emit, { a, b }, attributes) => product(emit, a!, b!, attributes),
  samples: [
    {
      name: "[3,4]·[4,2]",
      shapes: [
        [3, 4],
        [4, 2],
      ],
      run: (a, b) => tf.matMul(a!, b!),
    },
    {
      name: "Aᵀ·B",
      shapes: [
        [4, 3],
        [4, 2],
      ],
      run: (a, b) => tf.matMul(a!, b!, true),
    },
    {
      name: "A·Bᵀ",
      shapes: [
        [3, 4],
        [2, 4],
      ],
      run: (a, b) => tf.matMul(a!, b!, false, true),
    },
    {
      name: "batched",
      shapes: [
        [2, 3, 4],
        [2, 4, 5],
      ],
      run: (a, b) => tf.matMul(a!, b!),
    },
    {
      name: "batched A·Bᵀ",
      shapes: [
        [2, 3, 4],
        [2, 5, 4],
      ],
      run: (a, b) => tf.matMul(a!, b!, false, true),
    },
  ],
});

const activations: Readonly<Record<string, string>> = {
  relu: "Relu",
  elu: "Elu",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
};

/** The ONNX form of a fused activation. */
export function activate(emit: Emitter, x: Value, activation: string | null | undefined): Value {
  if (activation === undefined || activation === null || activation === "linear") return x;
  const op = activations[activation];
  if (op) return emit.add(op, [x], sizes(x));
  if (activation === "relu6")
    return emit.add("Clip", [x, emit.scalar(0), emit.scalar(6)], sizes(x));
  throw new UserError(
    `the fused activation "${activation}" cannot be recorded`,
    `use one of ${Object.keys(activations).join(", ")}, or a separate activation layer`,
  );
}

const fusedMatMul = defineOp<tf._FusedMatMulAttrs>({
  kernel: tf._FusedMatMul,
  onnx: (emit, { a, b, bias }, attributes) => {
    const y = product(emit, a!, b!, attributes);
    return activate(emit, bias ? emit.binary("Add", y, bias) : y, attributes.activation);
  },
  samples: [
    {
      name: "bias and relu",
      shapes: [[3, 4], [4, 2], [2]],
      run: (a, b, bias) =>
        tf.fused.matMul({
          a: a as tf.Tensor2D,
          b: b as tf.Tensor2D,
          bias: bias!,
          activation: "relu",
        }),
      differentiable: false,
    },
  ],
});

export const products: readonly Op[] = [batchMatMul, fusedMatMul] as readonly Op[];
