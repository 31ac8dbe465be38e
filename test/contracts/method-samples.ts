/** @file Made-up outputs of students and teachers, as a method's loss reads them. */
import { type Scalar, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import type { LossInput, Method } from "#distill/method";
import { randomArray } from "#test/support/tensors";

export const batch = 6;
export const classes = 4;
export const width = 5; // of the features and of the semantic space

/** One network's outputs: logits and taps by name. */
export type Arrays = Readonly<Record<string, NdArray>>;

export interface Sample {
  readonly student: Arrays;
  readonly teachers: readonly Arrays[];
  readonly labels: NdArray;
  readonly constants: Readonly<Record<string, NdArray>>;
}

/** What the method's loss may read, drawn at random; `scale` is the range of the logits. */
export function sampleFor(method: Method, { seed = 1, scale = 3 } = {}): Sample {
  const random = new Random(seed);
  const draw = (columns: number, range = 2): NdArray => ({
    data: randomArray(batch * columns, random.integer(1e9), [-range, range]),
    shape: [batch, columns],
  });
  const parts = (method.parts ?? []).map(({ name }) => name);
  const learner = () => ({
    logits: draw(classes, scale),
    features: draw(width),
    ...Object.fromEntries(parts.map((name) => [name, draw(width)])),
  });
  const first = { logits: draw(classes, scale), features: draw(width) }; // has nobody to learn from: no parts
  const count = { none: 0, one: 1, several: 3 }[method.teachers];
  const teachers = [first, learner(), learner()].slice(0, count);
  const labels = Int32Array.from({ length: batch }, () => random.integer(classes));
  const reference = { features: draw(width), labels, classes };
  const constants = method.constants?.(reference) ?? {};
  return { student: learner(), teachers, labels: oneHot(labels), constants };
}

export function oneHot(labels: ArrayLike<number>): NdArray {
  const data = new Float32Array(labels.length * classes);
  Array.from(labels).forEach((label, row) => {
    data[row * classes + label] = 1;
  });
  return { data, shape: [labels.length, classes] };
}

/** The sample with another student. */
export function withStudent(sample: Sample, student: Arrays): Sample {
  return { ...sample, student: { ...sample.student, ...student } };
}

/** Every array of a sample through `change`; constants stay. */
export function mapSample(
  { student, teachers, labels, constants }: Sample,
  change: (array: NdArray, name: string) => NdArray,
): Sample {
  const each = (arrays: Arrays) =>
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, change(array, name)]));
  return {
    student: each(student),
    teachers: teachers.map(each),
    labels: change(labels, "labels"),
    constants,
  };
}

/** The arrays as tensors, each made by `make`. */
export function lossInput(
  { student, teachers, labels, constants }: Sample,
  make: (name: string, array: NdArray) => Tensor = (_, { data, shape }) => tensor(data, [...shape]),
): LossInput {
  const outputs = (prefix: string, { logits, ...taps }: Arrays) => ({
    logits: make(`${prefix}_logits`, logits!),
    taps: Object.fromEntries(
      Object.entries(taps).map(([name, array]) => [name, make(`${prefix}_${name}`, array)]),
    ),
  });
  return {
    student: outputs("student", student),
    teachers: teachers.map((teacher, i) => outputs(`teacher${i}`, teacher)),
    labels: make("labels", labels),
    constants: Object.fromEntries(
      Object.entries(constants).map(([name, { data, shape }]) => [name, tensor(data, [...shape])]),
    ),
  };
}

/** The method's term, eagerly. */
export function lossOf(method: Method, sample: Sample, options: object = method.options): number {
  return tidy(() => (method.loss!(lossInput(sample), options) as Scalar).dataSync()[0]!);
}
