/** @file ONNX's own convolutions between two transposes, which export removes. */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import type { Geometry, Shape4 } from "./conv-geometry.ts";
import { after } from "./sliding.ts";
import { withoutRest } from "./unfold.ts";

function attributesOf({ height, width }: Geometry, group: number) {
  const axes = [height, width];
  return {
    dilations: axes.map(({ dilation }) => dilation),
    group,
    kernel_shape: axes.map(({ taps }) => taps),
    pads: [...axes.map(({ before }) => before), ...axes.map((axis) => Math.max(0, after(axis)))],
    strides: axes.map(({ stride }) => stride),
  };
}

/** x [batch, h, w, in], weights [out, in / group, taps, taps] → [batch, h, w, out]. */
export function onnxConv(
  emit: Emitter,
  x: Value,
  weights: Value,
  geometry: Geometry,
  group = 1,
): Value {
  const { batch, filters, height, width } = geometry;
  const shape = [batch, filters, height.steps, width.steps];
  const attributes = attributesOf(geometry, group);
  const image = emit.transpose(withoutRest(emit, x, geometry), [0, 3, 1, 2]);
  const y = emit.add("Conv", [image, weights], shape, { attributes });
  return emit.transpose(y, [0, 2, 3, 1]);
}

/** The adjoint of {@link onnxConv}, with the same weights: dy [batch, h, w, out] → [batch, h, w, in]. */
export function onnxConvTranspose(
  emit: Emitter,
  dy: Value,
  weights: Value,
  geometry: Geometry,
  group = 1,
): Value {
  const { batch, channels, height, width } = geometry;
  const axes = [height, width];
  const unreached = axes.map((axis) => Math.max(0, -after(axis)));
  const added = axes.map(({ stride }, i) => Math.min(stride - 1, unreached[i]!));
  const rest = axes.map((_, i) => unreached[i]! - added[i]!);
  const shape = [batch, channels, height.length - rest[0]!, width.length - rest[1]!];
  const attributes = { ...attributesOf(geometry, group), output_padding: added };
  const inputs = [emit.transpose(dy, [0, 3, 1, 2]), weights];
  const x = emit.transpose(emit.add("ConvTranspose", inputs, shape, { attributes }), [0, 2, 3, 1]);
  return rest.reduce((value, zeros, i) => emit.pad(value, i + 1, 0, zeros), x);
}

/** A filter's transpose, computed here where it is constant. */
export function transposedFilter(emit: Emitter, filter: Value, perm: readonly number[]): Value {
  if (!filter.data) return emit.transpose(filter, perm);
  const from = sizes(filter) as Shape4;
  const shape = perm.map((axis) => from[axis]!) as Shape4;
  const step = [from[1] * from[2] * from[3], from[2] * from[3], from[3], 1];
  const [p, q, r, s] = perm.map((axis) => step[axis]!) as Shape4;
  const out = new Float32Array(filter.data.length);
  let at = 0;
  for (let a = 0; a < shape[0]; a++)
    for (let b = 0; b < shape[1]; b++)
      for (let c = 0; c < shape[2]; c++)
        for (let d = 0; d < shape[3]; d++)
          out[at++] = Number(filter.data[a * p + b * q + c * r + d * s]);
  return emit.constant(out, shape);
}
