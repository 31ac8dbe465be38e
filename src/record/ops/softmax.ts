/** @file Softmax over one axis. */
import {
  mul,
  Softmax,
  type SoftmaxAttrs,
  softmax as softmaxOf,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { drawShape, varied } from "./sample.ts";

const softmax = defineOp<SoftmaxAttrs>({
  kernel: Softmax,
  onnx: (emit, { logits }, { dim }) =>
    emit.add("Softmax", [logits!], sizes(logits!), { attributes: { axis: dim } }),
  gradient: {
    outputsToSave: [true],
    gradFunc: (dy, [y], attributes) => ({
      logits: () => {
        const weighted = mul(dy as Tensor, y!);
        return sub(weighted, mul(y!, sum(weighted, Number(attributes.dim), true)));
      },
    }),
  },
  samples: [
    varied("rows", (size) => ({ shapes: [drawShape(size, 2, 4)], run: (x) => softmaxOf(x!) }), {
      batch: [0],
    }),
  ],
});

export const softmaxes: readonly Op[] = [softmax] as readonly Op[];
