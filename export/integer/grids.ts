/** @file The grid of every tensor: 256 steps over what calibration saw. */
import { UserError } from "#core/errors";
import type { Program, Tensor } from "#export/device/program";
import { activationParams, type QuantParams } from "#export/quantize/params";
import type { Range } from "#export/quantize/range";
import type { Grid, IntegerTensor } from "./network.ts";

/** Integer tensors as they become known. */
export class Grids {
  readonly #names: Program["names"];
  readonly #ranges: ReadonlyMap<string, Range>;
  readonly #tensors: Map<Tensor, IntegerTensor> = new Map();

  constructor(names: Program["names"], ranges: ReadonlyMap<string, Range>) {
    this.#names = names;
    this.#ranges = ranges;
  }

  /** Of every tensor that was defined. */
  get all(): ReadonlyMap<Tensor, Grid> {
    return this.#tensors;
  }

  /** A tensor that was defined before, or a constant on a grid of its own. */
  of(tensor: Tensor): IntegerTensor {
    return this.#tensors.get(tensor) ?? this.#constant(tensor);
  }

  /** Defines a tensor: on the given grid, or over its range. */
  define(tensor: Tensor, grid?: Grid, sameAs?: IntegerTensor): IntegerTensor {
    const { name, shape } = tensor;
    const { scale, zeroPoint } = grid ?? this.#gridOf(tensor);
    const integer = { name, shape, scale, zeroPoint, ...(sameAs && { sameAs }) };
    this.#tensors.set(tensor, integer);
    return integer;
  }

  #gridOf(tensor: Tensor): Grid {
    const name = this.#names.get(tensor);
    const range = name === undefined ? undefined : this.#ranges.get(name);
    if (range) return signed(activationParams(range));
    throw new UserError(
      `no range is known of "${name ?? tensor.name}"`,
      "calibrate with windows of the training set (--calibrate)",
    );
  }

  #constant({ name, shape, data }: Tensor): IntegerTensor {
    const reals = data!;
    const grid = signed(
      activationParams({ low: least(reals), high: -least(reals.map((x) => -x)) }),
    );
    const { scale, zeroPoint } = grid;
    const integers = Int8Array.from(reals, (x) =>
      Math.min(127, Math.max(-128, Math.round(x / scale) + zeroPoint)),
    );
    return { name, shape, ...grid, data: integers };
  }
}

/** uint8 and int8 are the same grid, 128 apart. */
function signed({ scale, zeroPoint }: QuantParams): Grid {
  return { scale, zeroPoint: zeroPoint - 128 };
}

function least(values: Float32Array): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}
