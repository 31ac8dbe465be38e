/** @file Every loss that a method minimises: in each stage, by each network, with default and other options. */
import { type Scalar, scalar, tensor1d } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import type { Law } from "#distill/law";
import type { Lesson, LessonStep, LossInput, Outputs } from "#distill/lesson";
import type { Method } from "#distill/method";
import {
  drawOutputs,
  type Lecture,
  lecturesOf,
  lossInput,
  type Sample,
  type SampleChoice,
} from "./method-samples.ts";
import { variants } from "./method-variants.ts";

export interface MethodTerm extends Pick<Lecture, "sample"> {
  /** "student", "student before", "student, minimising peer1", 'student, {"keep":true}', … */
  readonly label: string;
  readonly lesson: Pick<Lesson, "hold" | "loss">;
  readonly laws: readonly Law[];
  readonly options: object;
}

export function termsOf(method: Method): MethodTerm[] {
  const usual = termsWith(method, {});
  const others = (variants[method.name] ?? []).flatMap((changed) => termsWith(method, changed));
  return [...usual, ...others];
}

function termsWith(method: Method, changed: object): MethodTerm[] {
  const options = { ...method.options, ...changed };
  const mark = Object.keys(changed).length > 0 ? `, ${JSON.stringify(changed)}` : "";
  return lecturesOf(method, options).flatMap((lecture): MethodTerm[] => {
    const { label, lesson, sample } = lecture;
    const { laws = [] } = lesson;
    if (!lesson.run) return [{ label: label + mark, lesson, laws, options, sample }];
    return minimisedGroups(lecture, options).map((group) => ({
      label: `${label}, minimising ${group}${mark}`,
      lesson: { loss: (input) => minimised(lecture, group, input, options) },
      laws,
      options,
      sample: (choice) => sampleOf(lecture, group, choice),
    }));
  });
}

/** The learner and its peers. */
function networksOf({ learner, peers }: Lecture): [string, Network][] {
  const everybody = Object.entries({ student: learner, ...peers });
  return everybody.map(([role, { extended }]) => [role, extended]);
}

/** The group's outputs are the student's, those of the others come before the teachers'. */
function sampleOf(lecture: Lecture, group: string, choice: SampleChoice = {}): Sample {
  const first = lecture.sample(choice);
  const { seed = 1, scale } = choice;
  const random = new Random(seed);
  const rows = first.labels.shape[0]!;
  const draw = (network: Network) => drawOutputs(network, rows, random.integer(1e9), scale);
  const everybody = networksOf(lecture);
  const [, own] = everybody.find(([role]) => role === group)!;
  const others = everybody.filter(([role]) => role !== group);
  return {
    ...first,
    student: draw(own),
    teachers: [...others.map(([, network]) => draw(network)), ...first.teachers],
  };
}

/** What the step minimises for that group, where every network answers as in the sample. */
function minimised(lecture: Lecture, group: string, input: LossInput, options: object): Scalar {
  const others = networksOf(lecture).filter(([role]) => role !== group);
  const outputs: Record<string, Outputs> = { [group]: input.student };
  for (const [i, [role]] of others.entries()) outputs[role] = input.teachers[i]!;
  const teachers = input.teachers.slice(others.length);
  let found: Scalar | undefined;
  lecture.lesson.run!(
    stepOf({ ...input, teachers }, outputs, (each, loss) => {
      if (each === group) found = loss;
    }),
    options,
  );
  return found!;
}

function minimisedGroups(lecture: Lecture, options: object): string[] {
  const groups = new Set<string>();
  const input = lossInput(sampleOf(lecture, "student"));
  const outputs = Object.fromEntries(networksOf(lecture).map(([role]) => [role, input.student]));
  lecture.lesson.run!(
    stepOf(input, outputs, (group) => groups.add(group)),
    options,
  );
  return [...groups];
}

/** A step that moves no weight. */
function stepOf(
  input: LossInput,
  outputs: Readonly<Record<string, Outputs>>,
  onMinimize: (group: string, loss: Scalar) => void,
): LessonStep {
  return {
    ...input,
    learningRate: scalar(0.1),
    number: scalar(1),
    apply: (role) => outputs[role]!,
    parameters: () => tensor1d([0]),
    assign() {},
    minimize(group, body) {
      const figures = body();
      onMinimize(group, figures.loss);
      return figures;
    },
  };
}
