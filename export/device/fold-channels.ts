/** before: conv(W, b) ─ Mul(c) ─ Add(d)        after: conv(W·c, b·c + d) */
import { type Conv, type Dense, type Join, type Layer, type Program, readBy } from "./program.ts";

/** A convolution or dense layer takes along the factors and sums by channel that alone read it. */
export function foldChannels(program: Program): Program {
  const { layers, outputs } = program;
  const seen = [...outputs.map(({ tensor }) => tensor), ...layers.flatMap(readBy)];
  const folded: Layer[] = [];
  for (const layer of layers) {
    const before = folded.at(-1);
    const fits = (before?.kind === "conv" || before?.kind === "dense") && !before.relu;
    const constant = fits ? byChannel(layer, before) : undefined;
    const alone = seen.filter((tensor) => tensor === before?.output).length === 1;
    if (fits && constant && alone)
      folded[folded.length - 1] = taken(before, layer as Join, constant);
    else folded.push(layer);
  }
  return { ...program, layers: folded };
}

/** The constant of a join along the channels of the layer before. */
function byChannel(layer: Layer, { output, bias }: Conv | Dense): Float32Array | undefined {
  if (layer.kind !== "join" || layer.input !== output || ["max", "min"].includes(layer.what))
    return undefined;
  const { data, shape } = layer.other;
  const fits = data?.length === bias.length && shape.at(-1) === bias.length;
  return fits && String(layer.output.shape) === String(output.shape) ? data : undefined;
}

function taken(before: Conv | Dense, { what, name, output }: Join, constant: Float32Array): Layer {
  const { weight, bias } = before;
  if (what === "add" || what === "sub") {
    const sums = bias.map((b, c) => (what === "add" ? b + constant[c]! : b - constant[c]!));
    return { ...before, name, output, bias: sums };
  }
  const factors = what === "mul" ? constant : constant.map((x) => 1 / x);
  const inner = weight.data.length / bias.length;
  const data = weight.data.map((w, i) => w * factors[Math.floor(i / inner)]!);
  return {
    ...before,
    name,
    output,
    weight: { ...weight, data },
    bias: bias.map((b, c) => b * factors[c]!),
  };
}
