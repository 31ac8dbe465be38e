/** @file Layers that move elements, sum over axes, or share. */
import { regridded, type TfliteLowering } from "./lowered.ts";

export const concat: TfliteLowering<"concat"> = (layer, into, integers) => {
  const grid = into.gridOf(layer.output);
  const inputs = layer.inputs.map((tensor) => regridded(tensor, grid, into, integers));
  const output = into.write(layer.output, integers);
  into.writer.operator("CONCATENATION", inputs, [output], { axis: layer.axis });
};

export const pad: TfliteLowering<"pad"> = (layer, into, integers) => {
  const { writer } = into;
  const pads = layer.before.flatMap((n, i) => [n, layer.after[i]!]);
  const shape = [layer.before.length, 2];
  const widths = writer.constant(`${layer.name}/pads`, shape, Int32Array.from(pads));
  const inputs = [into.read(layer.input, integers), widths];
  writer.operator("PAD", inputs, [into.write(layer.output, integers)]);
};

export const product: TfliteLowering<"product"> = (layer, into, integers) => {
  const inputs = [into.read(layer.input, integers), into.read(layer.other, integers)];
  into.writer.operator("BATCH_MATMUL", inputs, [into.write(layer.output, integers)]);
};

const reductions = { mean: "MEAN", sum: "SUM", max: "REDUCE_MAX" } as const;

export const reduce: TfliteLowering<"reduce"> = (layer, into, integers) => {
  const axes = into.writer.integers(`${layer.name}/axes`, layer.axes);
  const inputs = [into.read(layer.input, integers), axes];
  const output = into.write(layer.output, integers);
  into.writer.operator(reductions[layer.what], inputs, [output], { keep: layer.keep });
};

export const reshape: TfliteLowering<"reshape"> = (layer, into, integers) => {
  const shape = into.writer.integers(`${layer.name}/shape`, layer.output.shape);
  const inputs = [into.read(layer.input, integers), shape];
  into.writer.operator("RESHAPE", inputs, [into.write(layer.output, integers)]);
};

export const slice: TfliteLowering<"slice"> = (layer, into, integers) => {
  const begin = into.writer.integers(`${layer.name}/begin`, layer.begin);
  const size = into.writer.integers(`${layer.name}/size`, layer.output.shape);
  const inputs = [into.read(layer.input, integers), begin, size];
  into.writer.operator("SLICE", inputs, [into.write(layer.output, integers)]);
};

export const softmax: TfliteLowering<"softmax"> = (layer, into, integers) => {
  const input = into.read(layer.input, integers);
  const output = into.write(layer.output, integers);
  if (layer.log) into.writer.operator("LOG_SOFTMAX", [input], [output]);
  else into.writer.operator("SOFTMAX", [input], [output], { beta: 1 });
};

export const transpose: TfliteLowering<"transpose"> = (layer, into, integers) => {
  const perm = into.writer.integers(`${layer.name}/perm`, layer.perm);
  const inputs = [into.read(layer.input, integers), perm];
  into.writer.operator("TRANSPOSE", inputs, [into.write(layer.output, integers)]);
};
