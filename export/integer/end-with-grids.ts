/**
 * before:  conv ─ x ─ Clip(low, high) ─ y        where the grids of x and y are known to reach from low to high
 * after:   conv ─ x ─ (the same as) y            integers end there by themselves
 */
import type { Layer, Program, Tensor } from "#export/device/program";
import type { Range } from "#export/quantize/range";

/** Limits that are those of the integers, taken out. `ranges` by ONNX value. */
export function endWithGrids(program: Program, ranges: ReadonlyMap<string, Range>): Program {
  const rangeOf = (tensor: Tensor) => ranges.get(program.names.get(tensor) ?? "");
  const layers = program.layers.map((layer): Layer => {
    if (layer.kind !== "unary" || layer.what !== "Clip") return layer;
    const { name, input, output, parameters } = layer;
    const endsThere = (tensor: Tensor) => {
      const range = rangeOf(tensor);
      return range && range.low === parameters.low && range.high === parameters.high;
    };
    return endsThere(input) && endsThere(output) ? { kind: "reshape", name, input, output } : layer;
  });
  return { ...program, layers };
}
