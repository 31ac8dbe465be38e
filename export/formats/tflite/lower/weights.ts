/** @file Weights as constants, and layers that are nothing else. */
import type { Conv, Dense } from "#export/device/program";
import type { Index, TfliteGrid } from "#export/formats/tflite/writer";
import type { Lowered, TfliteLowering } from "./lowered.ts";

/** Weight and bias; a depthwise weight has its channels last. */
export function weightsOf(
  layer: Conv | Dense,
  into: Lowered,
  integers: boolean,
  shape: readonly number[],
  axis: number,
): [Index, Index] {
  const { writer } = into;
  const turn = <T extends Float32Array | Int8Array>(data: T): T =>
    axis === 3 ? lastAxis(data, layer.bias.length) : data;
  const outputs = [layer.bias.length];
  const names = [layer.weight.name, `${layer.name}/bias`] as const;
  const whole = integers ? into.weightsOf(layer) : undefined;
  if (!whole) {
    return [
      writer.constant(names[0], shape, turn(layer.weight.data)),
      writer.constant(names[1], outputs, layer.bias),
    ];
  }
  const { scale } = into.gridOf(layer.input)!;
  const zeros = layer.bias.length;
  const grid = (scales: Float32Array, along: number): TfliteGrid => ({
    scales,
    zeroPoints: Array<number>(zeros).fill(0),
    axis: along,
  });
  const biasScales = whole.weightScales.map((each) => each * scale);
  return [
    writer.constant(names[0], shape, turn(whole.weights), grid(whole.weightScales, axis)),
    writer.constant(names[1], outputs, whole.bias, grid(biasScales, 0)),
  ];
}

/** `[output, tap]` → `[tap, output]`. */
function lastAxis<T extends Float32Array | Int8Array>(data: T, outputs: number): T {
  const taps = data.length / outputs;
  return data.map((_, i) => data[(i % outputs) * taps + Math.floor(i / outputs)]!) as T;
}

/** With integers, a convolution over rows: fully connected layers take one scale per channel only of late. */
export const dense: TfliteLowering<"dense"> = (layer, into, integers) => {
  const { writer } = into;
  const activation = layer.relu ? 1 : 0;
  const [outputs, inputs] = layer.weight.shape as [number, number];
  if (!integers) {
    const weights = weightsOf(layer, into, false, layer.weight.shape, 0);
    const output = into.write(layer.output, false);
    return writer.operator(
      "FULLY_CONNECTED",
      [into.read(layer.input, false), ...weights],
      [output],
      { activation },
    );
  }
  const [rows] = layer.input.shape as [number];
  const image = (size: number) => [1, rows, 1, size];
  const reshaped = (from: Index, to: Index, shape: readonly number[]) =>
    writer.operator("RESHAPE", [from, writer.integers(`${layer.name}/shape`, shape)], [to]);
  const x = writer.tensor(`${layer.name}/rows`, image(inputs), "int8", into.gridOf(layer.input));
  reshaped(into.read(layer.input, true), x, image(inputs));
  const y = writer.tensor(`${layer.name}/image`, image(outputs), "int8", into.gridOf(layer.output));
  const options = {
    padding: 1,
    strideHeight: 1,
    strideWidth: 1,
    dilationHeight: 1,
    dilationWidth: 1,
    activation,
  };
  const weights = weightsOf(layer, into, true, [outputs, 1, 1, inputs], 0);
  writer.operator("CONV_2D", [x, ...weights], [y], options);
  return reshaped(y, into.write(layer.output, true), [rows, outputs]);
};
