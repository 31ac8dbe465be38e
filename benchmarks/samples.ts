/** @file Windows for quantizing or measuring a file: whatever the person has, as arrays of the model's inputs. */
import { UserError } from "#core/errors";
import { readMetadata } from "#export/metadata";
import type { Graph } from "#graph/graph";
import type { HostTensor, HostTensors, TensorInfo } from "#runtime/session";

/** One array per model input, `[window, …]`, and where known the class number of each window. */
export interface Samples {
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly count: number;
  readonly labels?: Int32Array | undefined;
}

/** Windows by what they are for; a person's own files are for all of it. */
export interface SampleSets {
  /** Of people who train: for ranges. */
  readonly calibration: Samples;
  /** Of people who neither train nor test: to choose by, and to fit to; absent where nobody was set aside. */
  readonly validation?: Samples | undefined;
  /** Of people who test: to measure by. */
  readonly trial: Samples;
}

/** What is asked of the samples. */
export interface SampleModel {
  readonly inputs: readonly TensorInfo[];
  /** Class names in the order of the logits, where the file says. */
  readonly classes: readonly string[] | undefined;
}

/** What a graph's windows must be. Throws a {@link UserError} where it takes other than windows of a fixed size. */
export function sampleModel(graph: Graph): SampleModel {
  const inputs = graph.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  for (const input of inputs) windowShape(input);
  return { inputs, classes: readMetadata(graph)?.labels };
}

/** The sizes of one window of an input. Throws a {@link UserError} where the model leaves one open. */
export function windowShape({ name, dtype, shape }: TensorInfo): readonly number[] {
  const sizes = shape.slice(1);
  if (dtype === "float32" && sizes.every((size) => typeof size === "number")) {
    return sizes as readonly number[];
  }
  throw new UserError(
    `model input "${name}" is ${dtype} [${shape.join(", ")}]; windows are float32 of a fixed size`,
    "export the model with only its first size open",
  );
}

/** How many windows an array of numbers holds. Throws a {@link UserError} that names the file where it does not fit. */
export function windowsIn(file: string, input: TensorInfo, shape: readonly number[]): number {
  const window = windowShape(input);
  if (shape.length === window.length + 1 && window.every((size, i) => size === shape[i + 1])) {
    return shape[0]!;
  }
  throw new UserError(
    `${file}: an array [${shape.join(", ")}]; the model's input "${input.name}" takes [windows, ${window.join(", ")}]`,
    "save the windows as the model reads them, in raw units",
  );
}

const batchSize = 32;

/** At most `limit` windows, evenly spread, in batches; can be walked again. */
export function batchesOf(
  samples: Samples,
  model: SampleModel,
  limit = samples.count,
): Iterable<HostTensors> {
  const chosen = Math.min(limit, samples.count);
  const fixed = model.inputs[0]!.shape[0];
  const size = typeof fixed === "number" ? fixed : batchSize;
  const rowOf = (i: number) => Math.floor((Math.min(i, chosen - 1) * samples.count) / chosen);
  return {
    *[Symbol.iterator]() {
      for (let start = 0; start < chosen; start += size) {
        const rows = typeof fixed === "number" ? fixed : Math.min(size, chosen - start);
        yield batchOf(samples, model, rows, (i) => rowOf(start + i));
      }
    },
  };
}

/** `count` windows as one batch; `rowOf` says which. */
export function batchOf(
  samples: Samples,
  { inputs }: Pick<SampleModel, "inputs">,
  count: number,
  rowOf: (i: number) => number,
): HostTensors {
  return Object.fromEntries(
    inputs.map((input) => [input.name, gathered(input, samples.inputs[input.name]!, count, rowOf)]),
  );
}

function gathered(
  input: TensorInfo,
  data: Float32Array,
  rows: number,
  rowOf: (i: number) => number,
): HostTensor {
  const window = windowShape(input);
  const width = window.reduce((product, n) => product * n, 1);
  const values = new Float32Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const row = rowOf(i);
    values.set(data.subarray(row * width, (row + 1) * width), i * width);
  }
  return { dtype: "float32", shape: [rows, ...window], data: values };
}
