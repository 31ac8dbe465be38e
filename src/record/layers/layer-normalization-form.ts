/** @file Layer normalisation in a recording: one ONNX operation, with the closed-form gradient. */
import {
  customGrad,
  engine,
  type GradSaveFunc,
  type layers,
  sub,
  type Tensor,
} from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { layerNormalization, normalizeByLayer } from "./normalization-forms.ts";
import { type Normalization, normalizeGradients } from "./normalize.ts";

interface LayerNormalizationAttributes {
  /** The first of the axes, which go to the last. */
  readonly axis: number;
  readonly epsilon: number;
}

/** x → y, and the mean and 1/√(σ²+ε) of what was normalised together. The kernel exists in recordings only. */
export const layerNormalizationKernel: Op<LayerNormalizationAttributes> = defineOp({
  kernel: "WristillLayerNormalization",
  onnx: (emit, { x, gamma, beta }, { axis, epsilon }) => {
    const shape = sizes(x!);
    const inside = shape.slice(axis);
    const size = inside.reduce((product, n) => product * n, 1);
    const scale = gamma ?? emit.constant(new Float32Array(size).fill(1), inside);
    const statistics = {
      dtype: "float32",
      shape: shape.map((n, i) => (i < axis ? n : 1)),
    } as const;
    return emit.addNode(
      "LayerNormalization",
      [x!, scale, ...(beta ? [beta] : [])],
      [{ dtype: "float32", shape }, statistics, statistics],
      { attributes: { axis, epsilon } },
    );
  },
  samples: [],
});

/** The layer as one operation where it normalises the last axes; in parts else. */
export function layerNormalizationForm(layer: layers.Layer, x: Tensor): Tensor {
  const normalization = layerNormalization(layer, x);
  const [axis, ...others] = normalization.axes as [number, ...number[]];
  const last = others.length === x.rank - 1 - axis;
  return last ? run(x, axis, normalization) : normalizeByLayer(layer, x);
}

function run(x: Tensor, axis: number, normalization: Normalization): Tensor {
  const { epsilon, gamma, beta } = normalization;
  const { kernel } = layerNormalizationKernel;
  const forward = customGrad((...args) => {
    const [input, ...rest] = args as unknown as [Tensor, ...Tensor[]];
    const save = rest.pop() as unknown as GradSaveFunc;
    const scale = gamma && rest[0]!;
    const tensors = {
      x: input,
      ...(scale && { gamma: scale }),
      ...(beta && { beta: rest.at(-1)! }),
    };
    const [value, mean, inverse] = engine().runKernel(kernel, tensors, {
      axis,
      epsilon,
    }) as Tensor[];
    save([sub(input, mean!), inverse!, ...(scale ? [scale] : [])]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => normalizeGradients(dy, saved, normalization);
    return { value: value!, gradFunc } as never;
  });
  return forward(x, ...[gamma ?? [], beta ?? []].flat());
}
