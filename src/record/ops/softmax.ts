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
  samples: [{ name: "[3,5]", shapes: [[3, 5]], run: (x) => softmaxOf(x!) }],
});

export const softmaxes: readonly Op[] = [softmax] as readonly Op[];
