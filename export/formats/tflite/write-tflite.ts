/** @file A program as a TensorFlow Lite file. */
import type { Layer, Program, Tensor } from "#export/device/program";
import { unroll } from "#export/device/unroll";
import type { Grid, IntegerNetwork } from "#export/integer/network";
import type { IntegerWeights, Lowered } from "./lower/lowered.ts";
import { lowerLayer } from "./lower.ts";
import { type Index, TfliteWriter } from "./writer.ts";

export interface TfliteFile {
  readonly bytes: Uint8Array;
  readonly operators: number;
  /** Layers between integers and reals, back and forth. */
  readonly conversions: number;
}

/** In float32; with `integers`, in int8 between a float32 window and float32 answers. */
export function writeTflite(program: Program, integers?: IntegerNetwork): TfliteFile {
  const writer = new TfliteWriter();
  const held = new Held(writer, integers);
  const inputs = program.inputs.map((tensor) => held.write(tensor, false));
  for (const layer of unroll(program).layers) lowerLayer(layer, held);
  const outputs = program.outputs.map(({ tensor }) => held.read(tensor, false));
  const bytes = writer.finish(program, inputs, outputs);
  return { bytes, operators: writer.operatorCount, conversions: held.conversions };
}

/** Where each tensor is: as reals, as integers, or both. */
class Held implements Lowered {
  readonly writer: TfliteWriter;
  conversions = 0;
  readonly #reals: Map<Tensor, Index> = new Map();
  readonly #integers: Map<Tensor, Index> = new Map();
  readonly #network: IntegerNetwork | undefined;
  readonly #weights: Map<string, IntegerWeights>;

  constructor(writer: TfliteWriter, network: IntegerNetwork | undefined) {
    this.writer = writer;
    this.#network = network;
    const convolutions = network?.steps.filter((step) => step.kind === "conv") ?? [];
    this.#weights = new Map(convolutions.map((step) => [step.name, step]));
  }

  gridOf(tensor: Tensor): Grid | undefined {
    return this.#network?.grids.get(tensor);
  }

  weightsOf(layer: Layer): IntegerWeights | undefined {
    return this.#weights.get(layer.name);
  }

  write(tensor: Tensor, integers: boolean): Index {
    const grid = integers ? this.gridOf(tensor) : undefined;
    const index = this.writer.tensor(
      tensor.name,
      tensor.shape,
      integers ? "int8" : "float32",
      grid,
    );
    (integers ? this.#integers : this.#reals).set(tensor, index);
    return index;
  }

  read(tensor: Tensor, integers: boolean): Index {
    const known = (integers ? this.#integers : this.#reals).get(tensor);
    if (known !== undefined) return known;
    if (tensor.data) return this.#constant(tensor, tensor.data, integers);
    const other = (integers ? this.#reals : this.#integers).get(tensor)!;
    const index = this.write(tensor, integers);
    this.writer.operator(integers ? "QUANTIZE" : "DEQUANTIZE", [other], [index]);
    this.conversions++;
    return index;
  }

  /** One number has no axes: some delegates refuse others. */
  #constant({ name, shape: told }: Tensor, data: Float32Array, integers: boolean): Index {
    const shape = data.length === 1 ? [] : told;
    if (!integers) return this.writer.constant(name, shape, data);
    const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-12);
    const scale = Math.fround(largest / 127); // around zero
    const whole = Int8Array.from(data, (x) => Math.max(-127, Math.min(127, Math.round(x / scale))));
    return this.writer.constant(name, shape, whole, { scales: [scale], zeroPoints: [0] });
  }
}
