/** @file What a distillation is asked to do, and what that says about each of its trainings. */
import { UserError } from "#core/errors";
import type { AnyNetworkEntry, InputShape, Network } from "#core/network";
import type { WindowSet } from "#core/signal";
import { type Lesson, labelsOnly } from "./lesson.ts";
import type { Method } from "./method.ts";
import type { NetworkOrigin, Stage, Training } from "./stage.ts";
import type { TrainOptions } from "./train-stage.ts";
import type { TrainingData } from "./training-data.ts";

/** A network to train: its entry, options and the modalities it reads. */
export interface NetworkPlan {
  readonly entry: AnyNetworkEntry;
  readonly options: object;
  readonly inputs: readonly string[];
}

export interface DistillPlan {
  readonly method: Method;
  readonly methodOptions: object;
  /** By role, in order. */
  readonly teachers: Readonly<Record<string, NetworkPlan>>;
  readonly student: NetworkPlan;
  readonly train: { readonly teacher: TrainOptions; readonly student: TrainOptions };
  /** Compute teacher outputs once for this many augmented views; undefined: teachers run inside every step. */
  readonly teacherViews: number | undefined;
  /** Teach with logits of teachers that never saw the sample's subject (needs {@link teacherViews}). */
  readonly crossFitFolds: number | undefined;
  readonly seed: number;
}

/**
 * The method's stages.
 *
 * @throws UserError where it wants another number of teachers, or live ones, or none of cross-fitting.
 */
export function stagesOf(plan: DistillPlan): readonly Stage[] {
  const { method, methodOptions, teachers, teacherViews } = plan;
  const roles = Object.keys(teachers);
  const wanted = { none: 0, one: 1, several: Number.POSITIVE_INFINITY }[method.teachers];
  if (roles.length > wanted || (roles.length === 0 && wanted > 0)) {
    throw new UserError(
      `method "${method.name}" learns from ${method.teachers} teacher${method.teachers === "one" ? "" : "s"}, got ${roles.length}: ${roles.join(", ") || "none"}`,
      `choose by role: \`method: { name: ${method.name}, teachers: [${roles[0] ?? "role"}] }\`, or ${method.name}:${roles[0] ?? "role"} on the command line`,
    );
  }
  if (wantsLiveTeachers(method, methodOptions) && teacherViews !== undefined) {
    throw new UserError(
      `method "${method.name}" wants teachers inside every step, and \`teacherViews\` keeps their outputs`,
      "leave `teacherViews` out",
    );
  }
  if (plan.crossFitFolds !== undefined && method.needs.includes("live-rows")) {
    throw new UserError(
      `method "${method.name}" mixes windows of several subjects, and \`crossFit\` has no teacher that saw none of them`,
      "leave `crossFit` out",
    );
  }
  return method.stages(roles, methodOptions);
}

/** Whether outputs kept per sample will not do; `options` over the method's own. */
export function wantsLiveTeachers(method: Method, options: object): boolean {
  const all = { ...method.options, ...options };
  return method.needs.includes("live-teachers") || method.lively?.(all) === true;
}

/** What the training teaches: its own lesson, else the method's, else (nobody teaches it, and it is not the student) the labels. */
export function lessonOf({ method }: DistillPlan, { lesson, role, teachers }: Training): Lesson {
  return lesson ?? (role === "student" || teachers.length > 0 ? method : labelsOnly);
}

/** The network of a role. */
export function networkOf(plan: DistillPlan, role: string, origin?: NetworkOrigin): NetworkPlan {
  const { of = role, options = {} } = origin ?? {};
  const found = of === "student" ? plan.student : plan.teachers[of];
  if (!found) throw new Error(`method ${plan.method.name}: no network for the role ${role}`);
  return { ...found, options: { ...found.options, ...options } };
}

/** Students, and whoever has a student's network, train like students. */
export function trainOptionsOf({ train }: DistillPlan, { role, network }: Training): TrainOptions {
  return (network?.of ?? role) === "student" ? train.student : train.teacher;
}

/** What a training's result depends on, as plain JSON. */
export function describeTraining(plan: DistillPlan, training: Training): unknown {
  const { role, teachers, phase, network, seedOf = role, train: change, peers, rows } = training;
  const { entry, options, inputs } = networkOf(plan, role, network);
  const { optimizer, ...train } = trainOptionsOf(plan, training);
  const taught = teachers.length > 0;
  const lesson = lessonOf(plan, training);
  const { of = { method: plan.method.name, options: plan.methodOptions } } = lesson;
  const plain = !(lesson.loss || lesson.run || lesson.parts || lesson.transform || rows);
  return {
    role: (network?.of ?? role) === "student" ? "student" : "teacher",
    network: entry.name,
    options: { ...entry.options, ...options },
    inputs,
    train: { ...train, optimizer: { name: optimizer.entry.name, ...optimizer.options }, ...change },
    seed: plan.seed,
    seedOf,
    method: plain ? null : { name: of.method, options: of.options, teachers, phase, peers },
    teacherViews: taught ? (plan.teacherViews ?? null) : null,
    crossFitFolds: taught ? (plan.crossFitFolds ?? null) : null,
  };
}

/**
 * A network for the windows at hand: built, opened where it comes trained, or fitted to them. Throws a
 * {@link UserError} for a modality they do not hold.
 */
export async function buildNetwork(
  { entry, options, inputs: modalities }: NetworkPlan,
  { train, validation, normalization }: TrainingData,
  seed: number,
): Promise<Network> {
  const inputs = modalities.map((modality) => inputShape(entry.name, train, modality));
  const all = { ...entry.options, ...options };
  if ("build" in entry) return entry.build({ inputs, classes: train.classes.length, seed }, all);
  const { classes } = train;
  const task = { inputs, classes, ...(normalization && { normalization }) };
  if ("open" in entry) return entry.open(task, all);
  return entry.fit({ ...task, train, validation, seed }, options);
}

function inputShape(network: string, { signals }: WindowSet, modality: string): InputShape {
  const signal = signals[modality];
  if (!signal) {
    throw new UserError(
      `network "${network}" wants "${modality}", which the windows do not hold`,
      `known: ${Object.keys(signals).join(", ")}`,
    );
  }
  const { length, channels, sampleRate } = signal;
  return { modality, length, channels: channels.length, sampleRate };
}
