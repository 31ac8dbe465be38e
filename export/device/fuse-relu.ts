/** before: conv ─ y ─ Relu ─ z        after: conv with relu ─ z */
import { type Layer, type Program, readBy } from "./program.ts";

/** A convolution or dense layer takes the ReLU along that alone reads it. */
export function fuseRelu(program: Program): Program {
  const { layers, outputs } = program;
  const readers = new Map<unknown, number>();
  for (const { tensor } of outputs) readers.set(tensor, 1);
  for (const tensor of layers.flatMap(readBy)) readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
  const fused: Layer[] = [];
  for (const layer of layers) {
    const before = fused.at(-1);
    const follows =
      layer.kind === "unary" && layer.what === "Relu" && layer.input === before?.output;
    const fits = before?.kind === "conv" || before?.kind === "dense";
    if (follows && fits && readers.get(before.output) === 1)
      fused[fused.length - 1] = { ...before, relu: true, output: layer.output };
    else fused.push(layer);
  }
  return { ...program, layers: fused };
}
