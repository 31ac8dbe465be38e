/** @file Hierarchical self-supervision: heads at several depths tell class and transform at once, and teach that. */
import {
  concat,
  eye,
  gather,
  layers,
  mean,
  mul,
  neg,
  reshape,
  reverse,
  type Scalar,
  slice,
  type Tensor,
  tensor1d,
  tile,
} from "@tensorflow/tfjs";
import { electrodesNamed, mirrorPlaces } from "#core/electrodes";
import { UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import { builtAgain } from "#distill/built-again";
import { mapNamesOf } from "#distill/feature-maps";
import type { Lawful } from "#distill/law";
import type { Lesson, NamedBatch, Part, PartContext, StepBatch } from "#distill/lesson";
import { crossEntropy, softenedDivergence, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, convolution, linear, norm } from "#distill/parts";
import { plainTeachers } from "#distill/stage";
import { requireCounts } from "#record/layers/require-counts";

export interface HsakdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** 1: none, 2: reversal in time, 4: that, the change of sign, and both. */
  readonly transforms: number;
  /** Each of them on mirrored electrodes (C3 ↔ C4), too: for EEG, whose montage is the same on both sides. */
  readonly mirror: boolean;
  /** Maps, from the last, that get a head. With 0, and 1 transform, it is the labels and plain distillation. */
  readonly heads: number;
  /** Stride of the convolution that the last map's head begins with; the paper's is 1. */
  readonly headStride: number;
  /** The teacher learns together with its heads; else they are added when it is trained. */
  readonly joint: boolean;
}

/**
 * CE(zˢ(x), y) + KD(zˢ(x̃), zᵗ(x̃); τ) + Σ_l KD(u_l^s(x̃), u_l^t(x̃); τ), x̃ being all transforms of each window and u_l logits of
 * class and transform together. The teacher: CE(z(x), y) + Σ_l CE(u_l(x̃), y·M + transform). A head has the shape of the
 * layers that follow its map; the last one a convolution before. With `mirror` left and right change places as well,
 * which suits no classes that name a side (left hand, right hand): one would look like the other. Every transform is a
 * batch more in each step, and a head of the first map nearly a student more: the paper's `transforms: 4`, `heads: 3` and
 * `headStride: 1` cost three times what the defaults do. Logged accuracy and batch normalisation count transformed windows too.
 */
export const hsakd: Method<HsakdOptions> = defineMethod<HsakdOptions>({
  name: "hsakd",
  summary: "heads at several depths tell class and transform, and teach the student's",
  source:
    "Yang, An, Cai, Xu 2021, arXiv:2107.13715; τ and joint training of the authors' code; fewer transforms and heads",
  teachers: "one",
  needs: ["logits", "labels"],
  laws: ["shift-invariant", "never-negative"],
  options: { temperature: 3, transforms: 2, mirror: false, heads: 1, headStride: 2, joint: true },
  weights: () => ({ hard: 0, soft: 1 }),
  stages([teacher], { joint }) {
    const prepared = { role: teacher!, teachers: [] };
    return [
      ...(joint ? [] : plainTeachers([teacher!])),
      joint
        ? { ...prepared, lesson: headsOfTeacher }
        : { ...prepared, phase: "heads", lesson: { ...headsOfTeacher, still: true } },
      { role: "student", teachers: [teacher!] },
    ];
  },
  parts: headsOf,
  transform: allTransforms,
  copies: viewsOf,
  loss({ student, teachers: [teacher], labels }, { temperature, ...options }) {
    const pairs = headNames(student.taps)
      .filter((name) => name in teacher!.taps)
      .map((name) => [student.taps[name]!, teacher!.taps[name]!] as const);
    const apart = [[student.logits, teacher!.logits] as const, ...pairs].map(
      ([own, taught]): Scalar => mean(softenedDivergence(own, taught, temperature)),
    );
    return total([plainEntropy(student.logits, labels, viewsOf(options)), ...apart]);
  },
});

/** Labels for the network, class and transform for its heads. */
const headsOfTeacher: Lesson<HsakdOptions> & Lawful = {
  laws: ["shift-invariant", "never-negative"],
  weights: hsakd.weights,
  parts: headsOf,
  transform: allTransforms,
  copies: viewsOf,
  loss({ student: { logits, taps }, labels }, options) {
    const views = viewsOf(options);
    const joint = jointLabels(labels, views);
    const heads = headNames(taps).map((name) => crossEntropy(taps[name]!, joint));
    return total([plainEntropy(logits, labels, views), ...heads]);
  },
};

/** `head1` reads the last map, `head2` the one before. */
function headsOf(context: PartContext, options: HsakdOptions): Record<string, Part> {
  const { student, classes, nextSeed } = context;
  const { heads, headStride: strides } = options;
  requireCounts("hsakd", { headStride: strides });
  if (!Number.isInteger(heads) || heads < 0)
    throw new UserError(`hsakd: heads must be a whole number, 0 or more, got ${heads}`);
  const maps = mapNamesOf(student.taps).reverse().slice(0, heads);
  const parts = maps.map((from, i): [string, Part] => {
    const [time, channels] = student.taps[from]! as readonly [number, number];
    const isLast = i === 0;
    const before = isLast
      ? [convolution(channels, 3, nextSeed(), { strides }), norm(), layers.reLU()]
      : [];
    const shape = [isLast ? Math.ceil(time / strides) : time, channels];
    const rest = builtAgain(student.network!, { from, seed: nextSeed(), shape });
    const joint = linear(classes * viewsOf(options), nextSeed());
    return [
      `head${i + 1}`,
      { model: chain([time, channels], ...before, rest, joint), reads: from },
    ];
  });
  return Object.fromEntries(parts);
}

const headNames = (taps: Readonly<Record<string, unknown>>) =>
  Object.keys(taps).filter((name) => /^head\d+$/.test(name));

type Views = Pick<HsakdOptions, "transforms" | "mirror">;

/** M. */
function viewsOf({ transforms, mirror }: Views): number {
  return (mirror ? 2 : 1) * transforms;
}

/** All windows as they are, then all of them through the second transform, … */
function allTransforms(
  { windows, channels, labels, sampleIds }: NamedBatch,
  _noise: unknown,
  options: HsakdOptions,
): StepBatch {
  const views = viewsOf(options);
  return {
    windows: mapValues(windows, (x, modality) => concat(seen(x, channels[modality]!, options))),
    labels: tile(labels, [views, 1]),
    sampleIds: tile(sampleIds, [views]),
  };
}

/** The windows of every view. [batch, time, channel] */
export function seen(x: Tensor, channels: readonly string[], { transforms, mirror }: Views) {
  const sides = mirror ? [x, mirrored(x, channels)] : [x];
  return sides.flatMap((side) => transformed(side, transforms));
}

function mirrored(x: Tensor, channels: readonly string[]): Tensor {
  const places = mirrorPlaces("hsakd", electrodesNamed("hsakd", channels));
  return gather(x, tensor1d(places, "int32"), 2);
}

/** A group: itself, reversed in time, of the other sign, both. [batch, time, channel] */
export function transformed(x: Tensor, count: number): Tensor[] {
  const all = [x, reverse(x, 1), neg(x), neg(reverse(x, 1))];
  if (count === 1 || count === 2 || count === 4) return all.slice(0, count);
  throw new UserError(`hsakd: transforms must be 1, 2 or 4, got ${count}`);
}

/** One-hot at class · M + transform, rows as in {@link transformed}. [M · batch, class] → [M · batch, class · M] */
export function jointLabels(labels: Tensor, transforms: number): Tensor {
  const [rows, classes] = labels.shape as [number, number];
  const which = reshape(eye(transforms), [transforms, 1, 1, transforms]);
  const blocks = reshape(labels, [transforms, rows / transforms, classes, 1]);
  return reshape(mul(blocks, which), [rows, classes * transforms]);
}

/** Of the windows as they are. */
function plainEntropy(logits: Tensor, labels: Tensor, transforms: number): Scalar {
  const [rows, classes] = labels.shape as [number, number];
  const [own, wanted] = [logits, labels].map((x) => slice(x, [0, 0], [rows / transforms, classes]));
  return crossEntropy(own!, wanted!);
}
