/** @file Knowledge review: the student's deep maps help its shallow ones to follow the teacher. */
import {
  add,
  concat,
  div,
  mean,
  mul,
  pad,
  reshape,
  type Scalar,
  sigmoid,
  slice,
  split,
  square,
  sub,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { binsOfTime, combineTime, mapPairs, sameLength } from "#distill/feature-maps";
import type { LossInput, Part } from "#distill/lesson";
import { linearErrors, targetOf } from "#distill/linear-error";
import { type AddedTermOptions, besideKd, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import {
  type Affine,
  applied,
  type Moments,
  momentsOf,
  normedAffine,
  normedLinearParts,
} from "#distill/normed-linear";
import { chain, linear, norm } from "#distill/parts";
import { warmedUp } from "#distill/ramps";
import { teachersThenStudent } from "#distill/stage";
import { requireCounts } from "#record/layers/require-counts";

export interface ReviewkdOptions extends AddedTermOptions {
  /** Share of the training over which the term's weight rises from 0 to 1. */
  readonly warmup: number;
  /** Most channels that maps are fused in; no more than the student's deepest has. The authors' 512 costs a tiny student dozens of steps of its own. */
  readonly width: number;
}

/** CE + ramp · (β Σ_l HCL(fused Fˢ, Fᵗ) + α KD), fused from deep to shallow by learnt attention. */
export const reviewkd: Method<ReviewkdOptions> = defineMethod<ReviewkdOptions>({
  name: "reviewkd",
  summary: "fuses deep maps into shallow ones, compared with the teacher's at several lengths",
  source:
    "Chen et al. 2021, arXiv:2104.09044, eq. 5; warm-up of the authors' code, 20 epochs of 240",
  teachers: "one",
  needs: ["maps", "labels"],
  laws: ["order-free", "never-negative"],
  options: { beta: 1, alpha: 0, temperature: 4, warmup: 20 / 240, width: 8 },
  weights: ({ warmup }, progress) => ({ hard: 1, soft: warmedUp(progress, warmup) }),
  stages: teachersThenStudent,
  parts({ student, teachers, nextSeed }, { width }) {
    requireCounts("reviewkd", { width });
    const pairs = mapPairs("reviewkd", student.taps, teachers[0]!.taps).reverse(); // deep first
    const middle = Math.min(width, pairs[0]![0].at(-1)!);
    const parts = pairs.flatMap(([own, taught], i): [string, Part][] => [
      [`into${i}`, { model: chain(own, linear(middle, nextSeed(), { bias: false }), norm()) }],
      ...normedLinearParts(`out${i}`, 3 * middle, taught.at(-1)!, nextSeed),
      ...(i === 0 ? [] : attention([own[0]!, middle], i, nextSeed)),
    ]);
    return Object.fromEntries(parts);
  },
  loss(input, options) {
    const { student, teachers } = input;
    const pairs = mapPairs("reviewkd", student.taps, teachers[0]!.taps).reverse();
    const terms = fused(
      pairs.map(([own]) => own),
      input.parts,
    ).map((map, i) => {
      const moments = momentsOf(map);
      const affine = normedAffine(moments, input.parts, `out${i}`);
      const [own, taught] = sameLength([map, pairs[i]![1]]);
      return pyramidDistance(own, affine, taught, own === map ? moments : undefined);
    });
    return besideKd(total(terms), input, options);
  },
});

/** What a map and the one from below say about how to blend them: two numbers per time step. */
function attention(shape: readonly number[], i: number, nextSeed: () => number): [string, Part][] {
  return [
    [`attendOwn${i}`, { model: chain(shape, linear(2, nextSeed())) }],
    [`attendDeeper${i}`, { model: chain(shape, linear(2, nextSeed(), { bias: false })) }],
  ];
}

/** Deep to shallow: each map is blended with what came from below, as what a convolution sees of it. maps [batch, time, channel], deep first */
function fused(maps: readonly Tensor[], parts: LossInput["parts"]): Tensor[] {
  let deeper: Tensor | undefined;
  return maps.map((map, i) => {
    const own = parts[`into${i}`]!(map);
    deeper = deeper ? blend(own, stretch(deeper, map.shape[1]!), parts, i) : own;
    return neighbours(deeper);
  });
}

/** Each step between the one before and the one after, zeros beyond the ends: what a convolution of kernel 3 sees. */
function neighbours(x: Tensor): Tensor {
  const [batch, time, channels] = x.shape as [number, number, number];
  const padded = pad(x, [
    [0, 0],
    [1, 1],
    [0, 0],
  ]);
  const moved = [0, 1, 2].map((from) => slice(padded, [0, from, 0], [batch, time, channels]));
  return concat(moved, 2);
}

/** Factors from 0 to 1 per time step, by a convolution of kernel 1 over both. */
function blend(own: Tensor, deeper: Tensor, parts: LossInput["parts"], i: number): Tensor {
  const factors = sigmoid(add(parts[`attendOwn${i}`]!(own), parts[`attendDeeper${i}`]!(deeper)));
  const [forOwn, forDeeper] = split(factors, 2, -1) as [Tensor, Tensor]; // [batch, time, 1]
  return add(mul(own, forOwn), mul(deeper, forDeeper));
}

/** To another length, each step from the nearest one. */
function stretch(x: Tensor, length: number): Tensor {
  const time = x.shape[1]!;
  if (time === length) return x;
  if (length % time === 0) return repeatSteps(x, length / time);
  const rows = Array.from({ length }, (_, i) => {
    const from = Math.floor((i * time) / length);
    return new Float32Array(time).fill(1, from, from + 1);
  });
  return combineTime(x, rows);
}

/** Every step as often: copies are cheaper than a product. */
function repeatSteps(x: Tensor, times: number): Tensor {
  const [batch, time, channels] = x.shape as [number, number, number];
  const copies = Array.from({ length: times }, () => x);
  return reshape(concat(copies, 2), [batch, time * times, channels]);
}

/**
 * HCL: mean squares of own·weights + shift − taught as they are and pooled to 4, 2 and 1 bins; weights 1, ½, ¼, ⅛, normalised.
 * [batch, time, input], [batch, time, channel]
 */
export function pyramidDistance(
  own: Tensor,
  affine: Affine,
  taught: Tensor,
  moments?: Moments,
): Scalar {
  const time = own.shape[1]!;
  const levels = [4, 2, 1]
    .filter((bins) => bins < time)
    .map((bins, i) => ({ rows: binsOfTime(time, bins), weight: 2 ** -(i + 1) }));
  const whole = levels.reduce((total, { weight }) => total + weight, 1);
  const full: Scalar = mean(linearErrors(own, affine, targetOf(taught), moments));
  if (levels.length === 0) return full;
  const rows = levels.flatMap((level) => level.rows);
  const weights = levels.flatMap(({ rows, weight }) => rows.map(() => weight / rows.length));
  const apart = sub(applied(combineTime(own, rows), affine), combineTime(taught, rows)); // [batch, row, channel]
  const terms = mean(mul(square(apart), tensor(weights, [1, weights.length, 1])));
  return div(add(full, mul(terms, weights.length)), whole);
}
