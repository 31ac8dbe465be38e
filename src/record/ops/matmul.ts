/** @file Matrix products and the dense layer's fused form. */
import * as tf from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import type { Value } from "#graph/graph";
import { broadcast } from "#record/broadcast";
import { type Emitter, sizes } from "#record/emitter";
import { type DrawSize, defineOp, type Op, type OpSample } from "#record/op";
import { productOverRows } from "./row-product.ts";
import { sample, varied } from "./sample.ts";
import { unbroadcast } from "./unbroadcast.ts";

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
    const overRows = transposeA && !transposeB && emit.purpose === "training";
    const whole = overRows
      ? productOverRows(emit, matrix(a), matrix(b))
      : emit.gemm(matrix(a), matrix(b), transposeA, transposeB);
    return emit.reshape(whole, [...batch, m, n]);
  }
  const flip = (x: Value, yes: boolean) => (yes ? emit.transpose(x, axesSwapped(x)) : x);
  const leading = broadcast(batch, shapeB.slice(0, -2));
  return emit.add("MatMul", [flip(a, transposeA), flip(b, transposeB)], [...leading, m, n]);
}

const axesSwapped = (x: Value): number[] => {
  const axes = [...x.shape.keys()];
  return [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!];
};

/** Without its leading ones where it is one matrix for the whole batch. */
const isOneMatrix = (x: tf.Tensor): boolean => x.shape.slice(0, -2).every((size) => size === 1);

/**
 * As tf.js's, with the sums over broadcast batch axes that it forgets. Where one matrix b serves a whole batch, its
 * gradient is one product over all rows.
 */
function productGradients(
  dy: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  { transposeA, transposeB }: Transposed,
): Record<"a" | "b", () => tf.Tensor> {
  const ofA = () =>
    transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB);
  const ofB = () =>
    transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false);
  const rows = (x: tf.Tensor) => tf.reshape(x, [-1, x.shape.at(-1)!]);
  const together = isOneMatrix(b) && !isOneMatrix(a) && !transposeA;
  const ofOneB = () =>
    transposeB ? tf.matMul(rows(dy), rows(a), true) : tf.matMul(rows(a), rows(dy), true);
  return {
    a: () => unbroadcast(ofA(), a.shape),
    b: () => (together ? tf.reshape(ofOneB(), b.shape) : unbroadcast(ofB(), b.shape)),
  };
}

const batchMatMul = defineOp<Transposed>({
  kernel: tf.BatchMatMul,
  onnx: (emit, { a, b }, attributes) => product(emit, a!, b!, attributes),
  gradient: {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b], attributes) =>
      productGradients(dy as tf.Tensor, a!, b!, attributes as unknown as Transposed),
  },
  samples: [
    matrices("[m,k]·[k,n]", [], [], false, false),
    matrices("Aᵀ·B", [], [], true, false),
    matrices("A·Bᵀ", [], [], false, true),
    matrices("Aᵀ·Bᵀ", [], [], true, true),
    matrices("batched", [2], [2], false, false),
    matrices("batched A·Bᵀ", [2], [2], false, true),
    matrices("batched Aᵀ·B", [3], [3], true, false),
    matrices("one matrix for the batch", [3], [1], false, false),
    matrices("one matrix for the batch, Bᵀ", [2, 3], [1, 1], false, true),
    matrices("one matrix before the batch", [1], [3], true, true),
  ],
});

/** A sample: `batchA` and `batchB` lead the matrices, whose sizes are drawn. */
function matrices(
  name: string,
  batchA: readonly number[],
  batchB: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): OpSample {
  const make = (size: DrawSize) => {
    const [m, k, n] = [size(1, 4), size(1, 4), size(1, 4)];
    return {
      shapes: [
        [...batchA, ...(transposeA ? [k, m] : [m, k])],
        [...batchB, ...(transposeB ? [n, k] : [k, n])],
      ],
      run: (a?: tf.Tensor, b?: tf.Tensor) => tf.matMul(a!, b!, transposeA, transposeB),
    };
  };
  const batch = [batchA, batchB].flatMap((list, i) => ((list[0] ?? 1) > 1 ? [i] : []));
  return varied(name, make, batch.length > 0 ? { batch } : {});
}

const activations: Readonly<Record<string, string>> = {
  relu: "Relu",
  elu: "Elu",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
};

/** The ONNX form of a fused activation; `slopes` are those of prelu, `alpha` that of leakyrelu. */
export function activate(
  emit: Emitter,
  x: Value,
  activation: string | null | undefined,
  slopes?: Value,
  alpha = 0.2,
): Value {
  if (activation === undefined || activation === null || activation === "linear") return x;
  const op = activations[activation];
  if (op) return emit.add(op, [x], sizes(x));
  if (activation === "relu6")
    return emit.add("Clip", [x, emit.scalar(0), emit.scalar(6)], sizes(x));
  if (activation === "leakyrelu")
    return emit.add("LeakyRelu", [x], sizes(x), { attributes: { alpha } });
  if (activation === "prelu" && slopes) return emit.add("PRelu", [x, slopes], sizes(x));
  throw new UserError(
    `the fused activation "${activation}" cannot be recorded`,
    `use one of ${Object.keys(activations).join(", ")}, relu6, leakyrelu, prelu, or a layer of its own`,
  );
}

type FusedAttributes = Transposed & Pick<tf._FusedMatMulAttrs, "activation" | "leakyreluAlpha">;

/** a·b + bias. A bias as a pass of its own costs half of what the product does; exported files keep the two apart. */
function shifted(emit: Emitter, a: Value, b: Value, bias: Value, attributes: Transposed): Value {
  const { transposeA, transposeB } = attributes;
  const units = sizes(b).at(transposeB ? -2 : -1)!;
  const isRow = sizes(bias).at(-1) === units && sizeOf(sizes(bias)) === units;
  const single = [a, b].every((x) => sizeOf(sizes(x).slice(0, -2)) === 1);
  if (emit.purpose === "inference" || transposeA || !single || !isRow) {
    return emit.binary("Add", product(emit, a, b, attributes), bias);
  }
  const matrix = (x: Value) => emit.reshape(x, sizes(x).slice(-2));
  const row = emit.reshape(bias, [units]);
  const rows = emit.gemm(matrix(a), matrix(b), false, transposeB, row);
  return emit.reshape(rows, [...sizes(a).slice(0, -1), units]);
}

const fusedMatMul = defineOp<FusedAttributes>({
  kernel: tf._FusedMatMul,
  onnx: (emit, { a, b, bias, preluActivationWeights }, attributes) => {
    const y = bias ? shifted(emit, a!, b!, bias, attributes) : product(emit, a!, b!, attributes);
    const { activation, leakyreluAlpha } = attributes;
    return activate(emit, y, activation, preluActivationWeights, leakyreluAlpha);
  },
  samples: (["linear", "relu", "elu", "sigmoid", "relu6", "leakyrelu", "prelu"] as const).map(
    (activation) =>
      sample(`bias and ${activation}`, [[3, 4], [4, 2], [2], [2]], (a, b, bias, slopes) =>
        tf.add(
          tf.fused.matMul({
            a: a as tf.Tensor2D,
            b: b as tf.Tensor2D,
            bias: bias!,
            activation,
            preluActivationWeights: slopes!,
            leakyreluAlpha: 0.1,
          }),
          slopes!,
        ),
      ),
  ),
});

export const products: readonly Op[] = [batchMatMul, fusedMatMul] as readonly Op[];
