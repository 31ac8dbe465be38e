/** @file Made-up outputs of students and teachers, as the losses of a method's lessons read them. */
import {
  cast,
  grad,
  initializers,
  layers,
  model,
  type Scalar,
  type SymbolicTensor,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import { type NdArray, sizeOf } from "#core/signal";
import type { Lawful } from "#distill/law";
import { type Learner, makeLearner, shapesOf } from "#distill/learner";
import {
  type Lesson,
  type LossInput,
  labelsOnly,
  type Part,
  type PartContext,
} from "#distill/lesson";
import type { Method } from "#distill/method";
import type { Training } from "#distill/stage";
import { heldBy, termOf } from "#distill/term";
import { seeds } from "#record/layers/seeds";
import { randomArray } from "#test/support/tensors";

export const batch = 6;
export const classes = 4;
const samples = 24;

/** One network's outputs: logits and taps by name. */
export type Arrays = Readonly<Record<string, NdArray>>;

export interface Sample {
  readonly student: Arrays;
  readonly teachers: readonly Arrays[];
  readonly labels: NdArray;
  readonly constants?: Arrays;
  readonly parts?: Readonly<Record<string, Part>>;
  readonly memory?: Arrays;
  readonly sampleIds?: readonly number[];
  readonly progress?: number;
}

export interface SampleChoice {
  readonly seed?: number;
  /** Of logits. */
  readonly scale?: number;
  /** In the batch, before the lesson changes it. */
  readonly windows?: number;
}

/** A lesson with a loss, and samples for it. */
export interface Lecture {
  /** "student", "student hint", … */
  readonly label: string;
  readonly lesson: Lesson & Partial<Lawful>;
  readonly learner: Learner;
  readonly teachers: readonly Network[];
  readonly peers: Readonly<Record<string, Learner>>;
  sample(choice?: SampleChoice): Sample;
}

/** Roles of made-up teachers. */
export function rolesOf({ teachers }: Pick<Method, "teachers">): string[] {
  return { none: [], one: ["a"], several: ["a", "b", "c"] }[teachers];
}

const maps = {
  student: [
    [8, 3],
    [4, 5],
    [2, 4],
  ],
  teacher: [
    [8, 3],
    [8, 5],
    [4, 4],
  ],
} as const;

const branchWidths = { student: 3, teacher: 5 };

/** Layers enough to have taps of those shapes; `features` are as wide as the last map. */
function networkOf(kind: "student" | "teacher"): Network {
  const next = seeds(6);
  const kernel = () => ({ kernelInitializer: initializers.glorotUniform({ seed: next() }) });
  let x = layers.input({ shape: [8, 2] });
  const window = x;
  const taps: SymbolicTensor[] = [];
  for (const [length, filters] of maps[kind]) {
    const strides = x.shape[1]! / length;
    const shape = { filters, kernelSize: 3, strides, padding: "same" } as const;
    const conv = layers.conv1d({ ...shape, ...kernel() });
    x = conv.apply(x) as SymbolicTensor;
    taps.push(x);
  }
  const flat = layers.flatten().apply(window);
  const branches = ["acc", "gyro", "eeg"].map(
    () => layers.dense({ units: branchWidths[kind], ...kernel() }).apply(flat) as SymbolicTensor,
  );
  const features = layers.globalAveragePooling1d({}).apply(x) as SymbolicTensor;
  const logits = layers.dense({ units: classes, ...kernel() }).apply(features) as SymbolicTensor;
  return {
    model: model({ inputs: window, outputs: [logits, ...taps, ...branches, features] }),
    taps: [...taps.map((_, i) => `map${i + 1}`), "branch1", "branch2", "branch3", "features"],
    inputs: [{ modality: "acc", length: 8, channels: 2 }],
  };
}

/** Every lesson with a loss that the method's stages give, in order. */
export function lecturesOf(method: Method, options: object = method.options): Lecture[] {
  const learners = new Map<string, Network>();
  const lectures: Lecture[] = [];
  let constants: Arrays = {};
  for (const stage of method.stages(rolesOf(method), options)) {
    if ("choose" in stage) learners.set(stage.choose, learners.get(stage.of[0]!)!);
    else if ("measure" in stage) {
      const outputs = stage.measure.map((role, i) => drawOutputs(learners.get(role)!, samples, i));
      const random = new Random(5);
      const labels = drawLabels(samples, random);
      constants = { ...constants, ...stage.constants({ outputs, labels, classes, random }) };
    } else {
      const lecture = lectureOf(method, options, stage, learners, constants);
      if (lecture.lesson.loss || lecture.lesson.run) lectures.push(lecture);
    }
  }
  return lectures;
}

function lectureOf(
  method: Method,
  options: object,
  training: Training,
  learners: Map<string, Network>,
  constants: Arrays,
): Lecture {
  const { role, phase, teachers, network: origin } = training;
  const taught = role === "student" || teachers.length > 0;
  const lesson = training.lesson ?? (taught ? method : labelsOnly);
  const kindOf = (name: string) => (name === "student" ? "student" : "teacher");
  const network = networkOf(kindOf(origin?.of ?? role));
  const context = contextOf(
    network,
    teachers.map((teacher) => learners.get(teacher)!),
    constants,
  );
  const learner = makeLearner(network, lesson.parts?.(context, options));
  learners.set(role, learner.extended);
  const { parts } = learner;
  const peers = mapValues(training.peers ?? {}, ({ of }) => makeLearner(networkOf(kindOf(of))));
  for (const [name, { extended }] of Object.entries(peers)) learners.set(name, extended);
  const memory = lesson.memory?.(context, options) ?? {};
  return {
    label: phase === undefined ? role : `${role} ${phase}`,
    lesson,
    learner,
    peers,
    teachers: context.teachers.map(({ network: teacher }) => teacher!),
    sample({ seed = 1, scale = 3, windows = batch } = {}) {
      const random = new Random(seed);
      const labels = labelsSeen(lesson, oneHot(drawLabels(windows, random)), options);
      const rows = labels.shape[0]!;
      const draw = (of: Network) => drawOutputs(of, rows, random.integer(1e9), scale);
      const first: Sample = {
        student: draw(learner.extended),
        teachers: context.teachers.map(({ network: teacher }) => draw(teacher!)),
        labels,
        constants,
        parts,
        memory,
        sampleIds: Array.from({ length: rows }, (_, i) => (5 * i + 2) % samples),
        progress: 0.25,
      };
      return { ...first, memory: memoryAfter(lesson, first, options) };
    },
  };
}

/** Labels of the batch as the lesson changes it. */
function labelsSeen({ transform }: Lesson, labels: NdArray, options: object): NdArray {
  if (!transform) return labels;
  return tidy(() => {
    const input = lossInput({ student: { logits: labels }, teachers: [], labels });
    const windows = { acc: zeros([labels.shape[0]!, 8, 2]) };
    const channels = { acc: ["x", "y"] };
    const seen = transform({ ...input, windows, channels }, input.noise, options).labels;
    return { data: seen.dataSync() as Float32Array, shape: seen.shape };
  });
}

/** Memories as one step leaves them: samples are of the second. */
function memoryAfter(lesson: Lesson, sample: Sample, options: object): Arrays {
  const { memory = {} } = sample;
  if (Object.keys(memory).length === 0) return memory;
  const after: Record<string, NdArray> = {};
  tidy(() => {
    const input = lossInput(sample);
    termOf(lesson, input, options);
    for (const [name, { shape }] of Object.entries(memory))
      after[name] = { data: Float32Array.from(input.read(name).dataSync()), shape };
  });
  return after;
}

function contextOf(student: Network, teachers: readonly Network[], constants: Arrays): PartContext {
  return {
    student: shapesOf(student),
    teachers: teachers.map(shapesOf),
    classes,
    samples,
    constants,
    random: new Random(7),
    nextSeed: seeds(8),
  };
}

export function drawOutputs(network: Network, count: number, seed: number, scale = 3): Arrays {
  const random = new Random(seed);
  const draw = (shape: readonly number[], range = 2): NdArray => ({
    data: randomArray(count * sizeOf(shape), random.integer(1e9), [-range, range]),
    shape: [count, ...shape],
  });
  return {
    logits: draw([classes], scale),
    ...mapValues(shapesOf(network).taps, (shape) => draw(shape)),
  };
}

function drawLabels(count: number, random: Random): Int32Array {
  return Int32Array.from({ length: count }, () => random.integer(classes));
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

/** Every array with a row per sample through `change`. */
export function mapSample(
  sample: Sample,
  change: (array: NdArray, name: string) => NdArray,
): Sample {
  return {
    ...sample,
    student: mapValues(sample.student, change),
    teachers: sample.teachers.map((teacher) => mapValues(teacher, change)),
    labels: change(sample.labels, "labels"),
  };
}

/** Some rows of every array. */
export function rowsOf(sample: Sample, rows: readonly number[]): Sample {
  const chosen = mapSample(sample, ({ data, shape }) => {
    const width = data.length / shape[0]!;
    const values = rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]);
    return { data: Float32Array.from(values), shape: [rows.length, ...shape.slice(1)] };
  });
  return { ...chosen, sampleIds: rows.map((row) => sample.sampleIds?.[row] ?? row) };
}

const asTensor = (_: string, { data, shape }: NdArray) => tensor(data, [...shape]);

/** The arrays as tensors, each made by `make`. */
export function lossInput(
  sample: Sample,
  make: (name: string, array: NdArray) => Tensor = asTensor,
): LossInput {
  const { student, teachers, labels, constants = {}, parts = {}, memory = {} } = sample;
  const outputs = (prefix: string, { logits, ...taps }: Arrays) => ({
    logits: make(`${prefix}_logits`, logits!),
    taps: mapValues(taps, (array, name) => make(`${prefix}_${name}`, array)),
  });
  const count = labels.shape[0]!;
  const ids = Float32Array.from({ length: count }, (_, i) => sample.sampleIds?.[i] ?? i);
  const held: Record<string, Tensor> = {};
  let drawn = 0;
  return {
    student: outputs("student", student),
    held: {},
    teachers: teachers.map((teacher, i) => outputs(`teacher${i}`, teacher)),
    labels: make("labels", labels),
    sampleIds: cast(make("sampleIds", { data: ids, shape: [count] }), "int32"),
    classCounts: tensor([7, 5, 3, 1].slice(0, labels.shape[1])),
    progress: make("progress", {
      data: Float32Array.of(sample.progress ?? 0),
      shape: [],
    }) as Scalar,
    constants: mapValues(constants, ({ data, shape }) => tensor(data, [...shape])),
    parts: mapValues(parts, ({ model: part }) => (...inputs: readonly Tensor[]) => {
      const given = inputs.length === 1 ? inputs[0]! : [...inputs];
      return part.apply(given) as Tensor;
    }),
    read(name) {
      held[name] ??= make(`memory_${name}`, memory[name]!);
      return held[name];
    },
    write(name, value) {
      held[name] = value;
    },
    noise: (shape) =>
      tensor(new Random(9).fork("noise", drawn++).uniforms(sizeOf(shape)), [...shape]),
  };
}

/** A lesson's term, eagerly; what it holds is that of `heldAt`. */
export function lossOf(
  lesson: Pick<Lesson, "hold" | "loss">,
  sample: Sample,
  options: object = (lesson as Method).options,
  heldAt: Sample = sample,
): number {
  return tidy(() => {
    const held = heldBy(lesson, lossInput(heldAt), options);
    return termOf(lesson, lossInput(sample), options, held).dataSync()[0]!;
  });
}

/** The term's gradient with respect to one of the student's outputs; zeros where the loss does not read it. */
export function slopeOf(
  lesson: Pick<Lesson, "hold" | "loss">,
  sample: Sample,
  name: string,
  options: object,
): Float32Array {
  const { data, shape } = sample.student[name]!;
  return tidy(() => {
    const { student, ...input } = lossInput(sample);
    const { logits, taps } = student;
    const loss = (x: Tensor) => {
      const changed =
        name === "logits" ? { logits: x, taps } : { logits, taps: { ...taps, [name]: x } };
      return termOf(lesson, { ...input, student: changed }, options).add(x.sum().mul(0));
    };
    return grad(loss)(tensor(data, [...shape])).dataSync() as Float32Array;
  });
}
