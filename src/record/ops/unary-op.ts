/** @file The shape of a table of kernels that map one value. */
import type * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { anyShape } from "./sample.ts";

export interface UnaryRow {
  readonly kernel: string;
  readonly run: (x: tf.Tensor) => tf.Tensor;
  /** An ONNX op of one input, or a composition. */
  readonly onnx: string | ((emit: Emitter, x: Value) => Value);
  readonly range?: readonly [number, number];
  readonly differentiable?: boolean;
  /** Where ONNX takes whole numbers too; other kernels make them float32. Default false. */
  readonly integers?: boolean;
}

export function unaryOp({ kernel, run, onnx, integers = false, ...settings }: UnaryRow): Op {
  return defineOp({
    kernel,
    onnx: (emit, { x }) => {
      const value = integers && x!.dtype === "int32" ? x! : emit.cast(x!, "float32");
      return typeof onnx === "string" ? emit.add(onnx, [value], sizes(value)) : onnx(emit, value);
    },
    samples: [anyShape("any shape", 1, (x) => run(x!), settings)],
  });
}
