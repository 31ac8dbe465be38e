/** before: window ─ Sub(mean) ─ Div(sd) ─ x        after: window · 1/sd − mean/sd, as the window is rounded */
import { type Join, type Layer, type Program, readBy, type Tensor } from "#export/device/program";

export interface Absorbed {
  readonly input: Tensor;
  /** What the window is after its normalisation. */
  readonly tensor: Tensor;
  /** By channel, the last axis. */
  readonly factor: Float32Array;
  readonly offset: Float32Array;
}

/** Each input with the sums and products by channel that alone read it, and the layers that are left. */
export function absorbNormalization({
  inputs,
  layers,
  outputs,
}: Pick<Program, "inputs" | "layers" | "outputs">) {
  const gone = new Set<Layer>();
  const shown = new Set(outputs.map(({ tensor }) => tensor));
  const absorbed = inputs.map((input) => absorb(input, layers, shown, gone));
  return { absorbed, layers: layers.filter((layer) => !gone.has(layer)) };
}

function absorb(
  input: Tensor,
  layers: readonly Layer[],
  shown: ReadonlySet<Tensor>,
  gone: Set<Layer>,
): Absorbed {
  const channels = input.shape.at(-1) ?? 1;
  const factor = new Float64Array(channels).fill(1);
  const offset = new Float64Array(channels);
  let tensor = input;
  for (;;) {
    const readers = layers.filter((layer) => readBy(layer).includes(tensor));
    const [reader] = readers;
    const alone = readers.length === 1 && !shown.has(tensor);
    const constant = alone && reader ? byChannel(reader, tensor, channels) : undefined;
    if (!constant) {
      return {
        input,
        tensor,
        factor: Float32Array.from(factor),
        offset: Float32Array.from(offset),
      };
    }
    for (let c = 0; c < channels; c++) {
      const value = constant.values[c % constant.values.length]!;
      if (constant.what === "mul") factor[c]! *= value;
      if (constant.what === "div") factor[c]! /= value;
      if (constant.what === "mul") offset[c]! *= value;
      if (constant.what === "div") offset[c]! /= value;
      if (constant.what === "add") offset[c]! += value;
      if (constant.what === "sub") offset[c]! -= value;
    }
    gone.add(reader!);
    tensor = reader!.output;
  }
}

/** The constant of a join that takes one number per channel. */
function byChannel(layer: Layer, tensor: Tensor, channels: number) {
  if (layer.kind !== "join" || layer.input !== tensor || !affine.has(layer.what)) return undefined;
  const { shape, data } = layer.other;
  const fits =
    data && (data.length === 1 || (data.length === channels && shape.at(-1) === channels));
  return fits ? { what: layer.what, values: data } : undefined;
}

const affine: ReadonlySet<Join["what"]> = new Set(["add", "div", "mul", "sub"]);
