/**
 * @file Convolution and its two gradients.
 * Inference keeps ONNX `Conv` and `ConvTranspose` (channels first; export removes the transposes). Training multiplies
 * matrices: in onnxruntime the filter gradient as a `Conv` is many times slower.
 */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { type DrawSize, defineOp, type Op, type OpSample } from "#record/op";
import {
  type ConvAttributes,
  fromChannelsLast,
  geometryOf,
  toChannelsLast,
} from "./conv-geometry.ts";
import { convGradients } from "./conv-gradients.ts";
import { convolve, convolveBack, convolveFilter } from "./lines.ts";
import { onnxConv, onnxConvTranspose, transposedFilter } from "./onnx-conv.ts";

const gradients = convGradients({
  forward: tf.Conv2D,
  input: tf.Conv2DBackpropInput,
  filter: tf.Conv2DBackpropFilter,
});

export const conv2d: Op<ConvAttributes> = defineOp<ConvAttributes>({
  kernel: tf.Conv2D,
  onnx: (emit, { x, filter }, attributes) => {
    const geometry = geometryOf(sizes(x!), sizes(filter!), attributes);
    const image = toChannelsLast(emit, x!, attributes);
    const y =
      emit.purpose === "inference"
        ? onnxConv(emit, image, transposedFilter(emit, filter!, [3, 2, 0, 1]), geometry)
        : convolve(emit, image, filter!, geometry);
    return fromChannelsLast(emit, y, attributes);
  },
  gradient: gradients.forward,
  samples: [
    conv1dSample("same, k 3", [2, 7, 3], [3, 3, 4], 1, "same"),
    conv1dSample("valid, k 5", [2, 9, 2], [5, 2, 3], 1, "valid"),
    conv1dSample("stride 2, k 3, same", [2, 8, 3], [3, 3, 2], 2, "same"),
    conv1dSample("stride 2, k 1", [2, 7, 3], [1, 3, 2], 2, "same"),
    conv1dSample("stride 3, k 4, valid", [1, 14, 2], [4, 2, 2], 3, "valid"),
    conv1dSample("dilation 2", [2, 9, 2], [3, 2, 3], 1, "same", 2),
    conv1dSample("one channel, k 16", [2, 37, 1], [16, 1, 2], 1, "same"),
    {
      name: "causal: zeros before, dilation 3",
      shapes: [
        [2, 8, 2],
        [2, 2, 3],
      ],
      run: (x, w) => {
        const padded = tf.pad(x as tf.Tensor3D, [
          [0, 0],
          [3, 0],
          [0, 0],
        ]);
        return tf.conv1d(padded, w as tf.Tensor3D, 1, "valid", "NWC", 3);
      },
    },
    {
      ...conv2dSample("3 × 3, same", [2, 5, 6, 2], [3, 3, 2, 3], { strides: 1, pad: "same" }),
      vary: varyConv2d,
    },
    conv2dSample("strides 2 and 3", [2, 7, 9, 2], [3, 2, 2, 3], { strides: [2, 3], pad: "same" }),
    conv2dSample("dilations 2 and 1", [1, 7, 5, 2], [3, 2, 2, 2], {
      strides: 1,
      pad: "valid",
      dilations: [2, 1],
    }),
    conv2dSample("explicit padding", [1, 4, 5, 2], [3, 2, 2, 2], {
      strides: [1, 2],
      pad: [
        [0, 0],
        [2, 1],
        [0, 1],
        [0, 0],
      ],
    }),
    conv2dSample("full height", [2, 4, 6, 3], [4, 1, 3, 5], { strides: 1, pad: "valid" }),
    conv2dSample("along the height of a wide image", [2, 8, 3, 2], [3, 1, 2, 2], {
      strides: [2, 1],
      pad: "same",
    }),
    conv2dSample("channels first", [2, 2, 4, 5], [2, 3, 2, 3], {
      strides: 1,
      pad: "same",
      dataFormat: "NCHW",
    }),
    conv2dSample("padding 1, output rounded up", [1, 6, 6, 1], [2, 2, 1, 2], {
      strides: 3,
      pad: 1,
      dimRoundingMode: "ceil",
    }),
    {
      name: "two groups: split, convolve, concatenate",
      shapes: [
        [2, 6, 4],
        [3, 2, 6],
      ],
      run: (x, w) => {
        const filters = tf.split(w as tf.Tensor3D, 2, 2);
        const parts = tf.split(x as tf.Tensor3D, 2, 2);
        return tf.concat(
          parts.map((part, i) =>
            tf.conv1d(part as tf.Tensor3D, filters[i] as tf.Tensor3D, 1, "same"),
          ),
          2,
        );
      },
    },
  ],
});

function conv1dSample(
  name: string,
  x: number[],
  filter: number[],
  stride: number,
  pad: "same" | "valid",
  dilation = 1,
): OpSample {
  return {
    name,
    shapes: [x, filter],
    run: (a, b) => tf.conv1d(a as tf.Tensor3D, b as tf.Tensor3D, stride, pad, "NWC", dilation),
    vary: (size) => {
      const taps = size(1, 7);
      const reach = (taps - 1) * dilation + 1;
      const [channels, length] = [size(1, 4), size(Math.max(reach, 3), reach + 20)];
      const by = dilation > 1 ? 1 : size(1, 3);
      return {
        shapes: [
          [size(1, 3), length, channels],
          [taps, channels, size(1, 5)],
        ],
        run: (a, b) => tf.conv1d(a as tf.Tensor3D, b as tf.Tensor3D, by, pad, "NWC", dilation),
      };
    },
  };
}

function conv2dSample(
  name: string,
  x: number[],
  filter: number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: ConvAttributes,
): OpSample {
  return {
    name,
    shapes: [x, filter],
    run: (a, b) =>
      tf.conv2d(
        a as tf.Tensor4D,
        b as tf.Tensor4D,
        strides,
        pad as "same",
        dataFormat,
        dilations ?? 1,
        dimRoundingMode,
      ),
  };
}

function varyConv2d(size: DrawSize): Pick<OpSample, "shapes" | "run"> {
  const [channels, high, wide] = [size(1, 3), size(1, 3), size(1, 4)];
  const strides: [number, number] = [size(1, 3), size(1, 3)];
  const pad = size(0, 1) === 0 ? "same" : "valid";
  return {
    shapes: [
      [size(1, 2), high + size(0, 4), wide + size(0, 5), channels],
      [high, wide, channels, size(1, 3)],
    ],
    run: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad),
  };
}

/** dx, and the transposed convolution of tf.layers. */
const conv2dInput = defineOp<ConvAttributes & { readonly inputShape: readonly number[] }>({
  kernel: tf.Conv2DBackpropInput,
  onnx: (emit, { dy, filter }, { inputShape, ...attributes }) => {
    const geometry = geometryOf(inputShape, sizes(filter!), attributes);
    const steps = toChannelsLast(emit, dy!, attributes);
    const x =
      emit.purpose === "inference"
        ? onnxConvTranspose(emit, steps, transposedFilter(emit, filter!, [3, 2, 0, 1]), geometry)
        : convolveBack(emit, steps, filter!, geometry);
    return fromChannelsLast(emit, x, attributes);
  },
  gradient: gradients.input,
  samples: [
    transposedSample("same, stride 2", [2, 3, 4, 3], [3, 3, 2, 3], [2, 6, 8, 2], 2, "same"),
    transposedSample("same, stride 2, odd", [1, 3, 4, 2], [3, 2, 2, 2], [1, 5, 7, 2], 2, "same"),
    transposedSample("valid, stride 3", [1, 2, 3, 2], [2, 4, 1, 2], [1, 5, 11, 1], 3, "valid"),
    transposedSample("along time", [2, 1, 5, 3], [1, 4, 2, 3], [2, 1, 10, 2], [1, 2], "same"),
    transposedSample("taps = stride", [2, 1, 5, 3], [1, 2, 2, 3], [2, 1, 10, 2], [1, 2], "valid"),
  ],
});

function transposedSample(
  name: string,
  dy: number[],
  filter: number[],
  outShape: [number, number, number, number],
  strides: number | [number, number],
  pad: "same" | "valid",
): OpSample {
  return {
    name,
    shapes: [dy, filter],
    run: (a, b) => tf.conv2dTranspose(a as tf.Tensor4D, b as tf.Tensor4D, outShape, strides, pad),
  };
}

const conv2dFilter = defineOp<ConvAttributes & { readonly filterShape: readonly number[] }>({
  kernel: tf.Conv2DBackpropFilter,
  onnx: (emit, { x, dy }, { filterShape, ...attributes }) => {
    const geometry = geometryOf(sizes(x!), filterShape, attributes);
    const [image, steps] = [x!, dy!].map((value) => toChannelsLast(emit, value, attributes));
    return convolveFilter(emit, image!, steps!, geometry);
  },
  gradient: gradients.filter,
  samples: [],
});

export const convolutions: readonly Op[] = [conv2d, conv2dFilter, conv2dInput] as readonly Op[];
