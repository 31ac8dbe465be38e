/** @file A lesson as a training step: the only road from methods to engines. */
import { add, cast, concat, mul, type Scalar, slice, type Tensor, tensor } from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import type { NdArray } from "#core/signal";
import { applyNetwork } from "#record/inference";
import type { Group, ProgramStep, StepProgram, Tensors } from "#train/program";
import { type Learner, modelsOf } from "./learner.ts";
import type { Lesson, LessonStep, Outputs, Part, StepBatch, StepInput } from "./lesson.ts";
import { accuracy, crossEntropy } from "./losses.ts";
import type { TeacherViews } from "./teacher-views.ts";
import { termOf } from "./term.ts";

/** A teacher: live inside the step, or by outputs computed before; with both, live for the rows that the lesson changes. */
export type Teacher =
  | { readonly kind: "live"; readonly network: Network }
  | {
      readonly kind: "views";
      readonly views: TeacherViews;
      /** Of every sample; 1 by default. */
      readonly copies?: number;
      readonly network?: Network;
    };

export interface LessonSpec {
  readonly lesson: Lesson;
  readonly options: object;
  readonly learner: Learner;
  readonly peers: Readonly<Record<string, Learner>>;
  readonly teachers: readonly Teacher[];
  readonly constants: Readonly<Record<string, NdArray>>;
  readonly memory: Readonly<Record<string, NdArray>>;
}

/** What the trainer decides. */
export interface ProgramFrame {
  /** Shapes of what a step is fed. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Names of channels, by the modalities among the inputs. */
  readonly channels: Readonly<Record<string, readonly string[]>>;
  readonly classCounts: NdArray;
  /** How the learner's group is moved. */
  readonly rule: Omit<Group, "models"> & Required<Pick<Group, "optimizer">>;
}

/** Names of a teacher's kept outputs among the inputs: `teacher0_logits`. */
export const keptName = (teacher: number, output: string): string => `teacher${teacher}_${output}`;

export function lessonProgram(spec: LessonSpec, frame: ProgramFrame): StepProgram {
  return {
    name: spec.learner.network.model.name,
    inputs: frame.inputs,
    groups: groupsOf(spec, frame),
    memory: spec.memory,
    run: (step) => runLesson(spec, frame, step),
  };
}

/** "student", or the parts alone where the learner is still; what nothing moves; peers; groups that parts name. */
function groupsOf(spec: LessonSpec, { rule }: ProgramFrame): Record<string, Group> {
  const { lesson, options, learner, peers, teachers } = spec;
  const { groups: changes = {}, still = false } = lesson;
  const group = (name: string, models: Group["models"]) =>
    [name, { ...rule, ...changes[name], models }] as const;
  const { network } = learner;
  const all = Object.values(learner.parts);
  const parts = all.filter(({ frozen = false }) => !frozen);
  const unmoved = [
    ...(still ? [network.model] : []),
    ...all.filter(({ frozen = false }) => frozen).map(({ model }) => model),
  ];
  const partsOf = (name: string) =>
    parts.filter((part) => groupOf(part) === name).map(({ model }) => model);
  const own = parts.map(groupOf).filter((name) => name !== "student" && !(name in peers));
  const lively = lesson.lively?.(options) ? teachers : [];
  return Object.fromEntries<Group>([
    group("student", [...(still ? [] : [network.model]), ...partsOf("student")]),
    ...(unmoved.some(({ weights }) => weights.length > 0)
      ? [["still", { models: unmoved }] as const]
      : []),
    ...Object.entries(peers).map(([name, peer]) =>
      group(name, [...modelsOf(peer), ...partsOf(name)]),
    ),
    ...[...new Set(own)].map((name) => group(name, partsOf(name))),
    ...lively.flatMap((teacher, i) =>
      teacher.kind === "live"
        ? [[`teacher${i}`, { models: [teacher.network.model] }] as const]
        : [],
    ),
  ]);
}

const groupOf = ({ group = "student" }: Part) => group;

function runLesson(spec: LessonSpec, frame: ProgramFrame, step: ProgramStep) {
  const { lesson, options } = spec;
  const lessonStep = openStep(spec, frame, step);
  return lesson.run?.(lessonStep, options) ?? usualStep(lesson, options, lessonStep);
}

/** hard · CE + soft · the method's term. */
function usualStep(lesson: Lesson, options: object, step: LessonStep) {
  const { labels, progress } = step;
  const weights = lesson.weights(options, progress);
  return step.minimize("student", () => {
    const student = step.apply("student");
    const hard = mul(crossEntropy(student.logits, labels), weights.hard);
    const loss: Scalar = lesson.loss
      ? add(hard, mul(termOf(lesson, { ...step, student }, options), weights.soft))
      : (hard as Scalar);
    return { loss, accuracy: accuracy(student.logits, labels) };
  });
}

function openStep(
  { lesson, options, learner, peers, teachers, constants }: LessonSpec,
  { channels, classCounts }: ProgramFrame,
  step: ProgramStep,
): LessonStep {
  const { inputs, read, write, noise, minimize, parameters, assign, learningRate, number } = step;
  const fed = {
    windows: mapValues(channels, (_, modality) => inputs[modality]!),
    channels,
    labels: inputs.labels!,
    sampleIds: cast(inputs.sampleIds!, "int32"),
  };
  const batch: StepBatch = lesson.transform?.(fed, noise, options) ?? fed;
  const live = (network: Network, training: boolean, from = 0): Outputs =>
    applyNetwork(
      network,
      network.inputs.map(({ modality }) => rowsFrom(batch.windows[modality]!, from)),
      training,
    );
  const taught = (teacher: Teacher, i: number): Outputs => {
    if (teacher.kind === "live") return live(teacher.network, lively);
    const kept = keptOutputs(teacher.views, i, inputs);
    const { network } = teacher;
    return network
      ? joined(kept, batch.unchanged ?? 0, (from) => live(network, false, from))
      : kept;
  };
  const lively = lesson.lively?.(options) ?? false;
  const input: StepInput = {
    labels: batch.labels,
    sampleIds: batch.sampleIds,
    teachers: teachers.map(taught),
    classCounts: asTensor(classCounts),
    progress: inputs.progress as Scalar,
    constants: mapValues(constants, asTensor),
    parts: mapValues(learner.parts, applied),
    read,
    write,
    noise,
  };
  const apply = (role: string) =>
    role === "student" ? live(learner.extended, !lesson.still) : live(peers[role]!.extended, true);
  return { ...input, minimize, parameters, assign, learningRate, number, apply };
}

/** Of so many rows what was kept, of the others what the network says now. */
function joined(kept: Outputs, count: number, live: (from: number) => Outputs): Outputs {
  const size = kept.logits.shape[0]!;
  if (count === size) return kept;
  const now = live(count);
  const join = (old: Tensor, fresh: Tensor) =>
    count === 0 ? fresh : concat([rowsUpTo(old, count), fresh]);
  return {
    logits: join(kept.logits, now.logits),
    taps: mapValues(kept.taps, (tap, name) => join(tap, now.taps[name]!)),
  };
}

function rowsFrom(x: Tensor, row: number): Tensor {
  return row === 0 ? x : slice(x, row);
}

function rowsUpTo(x: Tensor, row: number): Tensor {
  return slice(x, 0, row);
}

function keptOutputs(views: TeacherViews, i: number, inputs: Tensors): Outputs {
  const { logits, ...taps } = mapValues(views[0]!, (_, name) => inputs[keptName(i, name)]!);
  return { logits: logits!, taps };
}

function applied({ model, frozen = false }: Part): (...inputs: readonly Tensor[]) => Tensor {
  return (...inputs) =>
    model.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: !frozen }) as Tensor;
}

function asTensor({ data, shape }: NdArray): Tensor {
  return tensor(data, [...shape]);
}
