/** @file Factor transfer: the teacher's last map in other words, and a student who learns to translate into them. */
import { abs, layers, mean, reshape, type Scalar, sub, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { alignTime, mapsOf } from "#distill/feature-maps";
import type { Lawful } from "#distill/law";
import type { Lesson, PartContext, Shapes } from "#distill/lesson";
import { type AddedTermOptions, besideKd, meanSquare, normalise } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, convolution, norm } from "#distill/parts";
import { teachersThenStudent } from "#distill/stage";
import { requireCounts } from "#record/layers/require-counts";

export interface FtOptions extends AddedTermOptions {
  /** Channels of the factor, as a share of the teacher's. */
  readonly rate: number;
  /** Most channels inside the translator. The authors' has as many as the factor: with a wide teacher it costs a tiny student four steps of its own. */
  readonly width: number;
  /** Share of the teacher's epochs that the paraphraser is trained for. */
  readonly preStage: number;
}

/**
 * CE + β · mean |n(translator(Fˢ)) − n(paraphraser(Fᵗ))| + α KD, n dividing a sample's factor by its Euclidean norm. The
 * paraphraser is the encoder of an auto-encoder of the frozen teacher's last map, trained before.
 */
export const ft: Method<FtOptions> = defineMethod<FtOptions>({
  name: "ft",
  summary: "the student translates into a paraphrase of the teacher's last map",
  source:
    "Kim, Park, Kwak 2018, arXiv:1802.04977, eq. 2; β and 30 epochs of 240 as in RepDistiller",
  teachers: "one",
  needs: ["labels"],
  laws: ["per-sample", "never-negative"],
  options: { beta: 200, alpha: 0, temperature: 4, rate: 0.5, width: 32, preStage: 30 / 240 },
  weights: () => ({ hard: 1, soft: 1 }),
  stages(teachers, { preStage }) {
    const [teacher, student] = teachersThenStudent(teachers);
    const paraphrase = {
      role: teacher!.role,
      phase: "paraphraser",
      teachers: [],
      lesson: paraphraser,
    };
    return [teacher!, { ...paraphrase, train: { epochs: preStage } }, student!];
  },
  parts({ student, teachers, nextSeed }, { width }) {
    requireCounts("ft", { width });
    const own = lastMap(student);
    const factors = teachers[0]!.taps.factor!.at(-1)!;
    const inner = Math.min(width, factors);
    const widths = [inner, inner, factors];
    return {
      translator: { model: chain(own, ...convolutions(widths, nextSeed, { normed: true })) },
    };
  },
  loss(input, options) {
    const { student, teachers, parts } = input;
    const translated = parts.translator!(mapsOf(student.taps).at(-1)!);
    return besideKd(factorDistance(translated, teachers[0]!.taps.factor!), input, options);
  },
});

/** An auto-encoder of the last map; its code is the tap "factor". */
const paraphraser: Lesson<FtOptions> & Lawful = {
  laws: ["per-sample", "never-negative"],
  still: true,
  weights: () => ({ hard: 0, soft: 1 }),
  parts({ student, nextSeed }, { rate }) {
    const map = lastMap(student);
    const channels = map.at(-1)!;
    const factors = Math.max(1, Math.round(rate * channels));
    const encoder = convolutions([channels, factors, factors], nextSeed, { normed: false });
    const decoder = convolutions([factors, channels, channels], nextSeed, { normed: false });
    const [tap] = Object.entries(student.taps).find(([, shape]) => shape === map)!;
    return {
      factor: { model: chain(map, ...encoder), reads: tap },
      decoder: { model: chain([map[0]!, factors], ...decoder) },
    };
  },
  loss: ({ student, parts }) =>
    meanSquare(parts.decoder!(student.taps.factor!), mapsOf(student.taps).at(-1)!),
};

/** Three convolutions of kernel 3, each with a leaky ReLU (0.1). */
function convolutions(
  widths: readonly number[],
  nextSeed: PartContext["nextSeed"],
  { normed }: { readonly normed: boolean },
): layers.Layer[] {
  return widths.flatMap((width) => [
    convolution(width, 3, nextSeed()),
    ...(normed ? [norm()] : []),
    layers.leakyReLU({ alpha: 0.1 }),
  ]);
}

/** Mean absolute difference of factors of norm 1 per sample; the longer is pooled. [batch, time, channel] */
export function factorDistance(a: Tensor, b: Tensor): Scalar {
  const length = Math.min(a.shape[1]!, b.shape[1]!);
  const [own, taught] = [a, b].map((factor) => {
    const [batch] = factor.shape;
    return normalise(reshape(alignTime(factor, length), [batch!, -1]));
  });
  return mean(abs(sub(own!, taught!)));
}

function lastMap({ taps }: Shapes): readonly number[] {
  const map = mapsOf(taps).at(-1);
  if (map) return map;
  throw new UserError('method "ft" wants an inner map [time, channel] of student and teacher');
}
