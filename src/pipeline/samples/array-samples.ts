/** @file Windows in NumPy files: an `.npy` array, or an `.npz` with one array per input and labels. */
import { readFile } from "node:fs/promises";
import { type SampleModel, type Samples, windowsIn } from "#benchmarks/samples";
import { requireClassNumbers } from "#core/class-numbers";
import { UserError } from "#core/errors";
import type { TensorInfo } from "#runtime/session";
import { type NpyArray, readNpy } from "#sensors/formats/npy";
import { readNpz } from "#sensors/formats/npz";

/** `[window, …]` of the only input. */
export async function npySamples(file: string, { inputs }: SampleModel): Promise<Samples> {
  const array = readNpy(await readFile(file), file);
  const [input, second] = inputs as readonly [TensorInfo, TensorInfo?];
  if (second) {
    throw new UserError(
      `${file}: one array, but the model reads ${inputs.map(({ name }) => name).join(" and ")}`,
      "save an .npz with one array per input, under its name",
    );
  }
  const count = windowsIn(file, input, array.shape);
  return { inputs: { [input.name]: numbersIn(file, array) }, count };
}

const labelNames = ["labels", "y"];

/** One array per input under its name (a single input takes the only other array), labels as `labels` or `y`. */
export async function npzSamples(file: string, { inputs, classes }: SampleModel): Promise<Samples> {
  const arrays = await readNpz(await readFile(file), file);
  const named = labelNames.find(
    (name) => arrays.has(name) && !inputs.some((it) => it.name === name),
  );
  const others = [...arrays.keys()].filter((name) => name !== named);
  const counts = new Set<number>();
  const data = inputs.map((input) => {
    const name = inputs.length === 1 && others.length === 1 ? others[0]! : input.name;
    const array = arrays.get(name);
    if (!array) {
      throw new UserError(
        `${file}: no array "${input.name}" for the model's input`,
        `it has ${[...arrays.keys()].join(", ")}`,
      );
    }
    counts.add(windowsIn(`${file}/${name}`, input, array.shape));
    return [input.name, numbersIn(`${file}/${name}`, array)] as const;
  });
  const labels = named === undefined ? undefined : labelsIn(`${file}/${named}`, arrays.get(named)!);
  if (labels && classes) requireClassNumbers(`${file}/${named}`, labels, classes.length);
  if (labels) counts.add(labels.length);
  const [count = 0] = counts;
  if (counts.size > 1) {
    throw new UserError(
      `${file}: arrays of ${[...counts].join(" and ")} windows`,
      "save as many windows of every input, and as many labels",
    );
  }
  return { inputs: Object.fromEntries(data), count, labels };
}

function numbersIn(file: string, array: NpyArray): Float32Array {
  if (array.kind === "numbers") return Float32Array.from(array.data);
  throw new UserError(`${file}: texts, where the model reads numbers`);
}

/** `[window]` of class numbers. */
function labelsIn(file: string, array: NpyArray): Int32Array {
  if (array.kind === "numbers" && array.shape.length === 1 && array.data.every(Number.isInteger)) {
    return Int32Array.from(array.data);
  }
  throw new UserError(
    `${file}: labels are ${array.kind} [${array.shape.join(", ")}]`,
    "save one class number per window, counted from 0 in the order of the model's outputs",
  );
}
