/** @file Tensors to feed a model with: rows of real windows, or seeded noise where there are none. */
import { UserError } from "#core/errors";
import type { Random } from "#core/random";
import { sizeOf, type WindowedSignal, type WindowSet } from "#core/signal";
import type { DType } from "#graph/graph";
import { largestValue } from "#graph/size-problems";
import type { HostTensor, HostTensors, TensorInfo } from "#runtime/session";
import { type RowsAsRead, rowsAsRead } from "./rows-as-read.ts";

/** The part of a window set that models read; raw physical units, as exported models take. */
export type Windows = Pick<WindowSet, "size" | "signals">;

/**
 * Rows `start … start + count − 1` as feeds, with their axes in the model's order ({@link rowsAsRead}). An input reads the signal of its own name (`input_acc` and `acc` alike);
 * a single input reads a single signal whatever the names. Rows past the end repeat the last one.
 */
export function windowFeeds(
  inputs: readonly TensorInfo[],
  windows: Windows,
  start: number,
  count: number,
): HostTensors {
  return Object.fromEntries(
    inputs.map((input) => {
      const { data, length, channels } = signalOf(input, inputs.length, windows);
      const { shape, order } = readOf(input, [count, length, channels.length]);
      const width = length * channels.length;
      const rows = new Float32Array(count * width);
      for (let i = 0; i < count; i++) {
        const row = Math.min(start + i, windows.size - 1);
        rows.set(order(data.subarray(row * width, (row + 1) * width)), i * width);
      }
      return [input.name, { dtype: "float32", shape: [count, ...shape], data: rows }];
    }),
  );
}

function signalOf(input: TensorInfo, inputs: number, windows: Windows): WindowedSignal {
  const names = Object.keys(windows.signals);
  const name =
    inputs === 1 && names.length === 1
      ? names[0]!
      : names.find((it) => input.name === it || input.name.endsWith(`_${it}`));
  const signal = name === undefined ? undefined : windows.signals[name];
  if (signal) return signal;
  throw new UserError(
    `model input "${input.name}" fits none of the signals ${names.join(", ")}`,
    "name the model's inputs after the signals they read",
  );
}

function readOf(
  { name, dtype, shape }: TensorInfo,
  given: readonly [count: number, length: number, channels: number],
): RowsAsRead {
  const [batch, ...axes] = shape;
  const [count, length, channels] = given;
  const fits = dtype === "float32" && (typeof batch === "string" || batch === count);
  const read = fits ? rowsAsRead(axes, length, channels) : undefined;
  if (read) return read;
  throw new UserError(
    `model input "${name}" takes ${dtype} [${shape.join(", ")}]; the windows are float32 [${given.join(", ")}]`,
    "measure with windows of the model's own length and channels",
  );
}

/** Standard normal noise in the shape the model declares; a symbolic batch becomes 1. */
export function noiseFeeds(inputs: readonly TensorInfo[], random: Random): HostTensors {
  return Object.fromEntries(
    inputs.map((input) => [input.name, noise(input, random.fork(input.name))]),
  );
}

function noise({ name, dtype, shape }: TensorInfo, random: Random): HostTensor {
  const sizes = shape.map((dim, axis) => {
    if (typeof dim === "number") return dim;
    if (axis === 0) return 1;
    throw new UserError(
      `model input "${name}" leaves axis ${axis} ("${dim}") open`,
      "hand in windows to measure it with, or export the model with a fixed size",
    );
  });
  const fill = fillers[dtype];
  if (!fill) throw new UserError(`model input "${name}" is ${dtype}, which cannot be filled here`);
  const size = sizeOf(sizes);
  if (size <= largestValue) return { dtype, shape: sizes, data: fill(size, random) };
  throw new UserError(
    `model input "${name}" [${sizes.join(", ")}] holds ${size} numbers; ${largestValue} are the most`,
    "measure a model that reads one window",
  );
}

const fillers: Partial<Record<DType, (length: number, random: Random) => HostTensor["data"]>> = {
  float32: (length, random) => Float32Array.from({ length }, () => random.normal()),
  float64: (length, random) => Float64Array.from({ length }, () => random.normal()),
  int8: (length, random) => Int8Array.from({ length }, () => random.integer(256) - 128),
  uint8: (length, random) => Uint8Array.from({ length }, () => random.integer(256)),
  bool: (length, random) => Uint8Array.from({ length }, () => random.integer(2)),
  int32: (length) => new Int32Array(length),
  int64: (length) => new BigInt64Array(length),
};
