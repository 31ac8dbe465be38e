/** @file Knowledge review: the student's deep maps help its shallow ones to follow the teacher. */
import {
  add,
  concat,
  gather,
  layers,
  mul,
  type Scalar,
  slice,
  type Tensor,
  tensor1d,
} from "@tensorflow/tfjs";
import { alignTime, mapPairs, sameLength } from "#distill/feature-maps";
import type { LossInput, Part } from "#distill/lesson";
import { type AddedTermOptions, besideKd, meanSquare, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, convolution, linear, norm } from "#distill/parts";
import { warmedUp } from "#distill/ramps";
import { teachersThenStudent } from "#distill/stage";

export interface ReviewkdOptions extends AddedTermOptions {
  /** Share of the training over which the term's weight rises from 0 to 1. */
  readonly warmup: number;
  /** Most channels that maps are fused in; no more than the student's widest. */
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
  laws: ["per-sample", "never-negative"],
  options: { beta: 1, alpha: 0, temperature: 4, warmup: 20 / 240, width: 512 },
  weights: ({ warmup }, progress) => ({ hard: 1, soft: warmedUp(progress, warmup) }),
  stages: teachersThenStudent,
  parts({ student, teachers, nextSeed }, { width }) {
    const pairs = mapPairs("reviewkd", student.taps, teachers[0]!.taps).reverse(); // deep first
    const middle = Math.min(width, ...[pairs[0]![0].at(-1)!]);
    const parts = pairs.flatMap(([own, taught], i): [string, Part][] => [
      [`into${i}`, { model: chain(own, linear(middle, nextSeed(), { bias: false }), norm()) }],
      [
        `out${i}`,
        { model: chain([own[0]!, middle], convolution(taught.at(-1)!, 3, nextSeed()), norm()) },
      ],
      ...(i === 0
        ? []
        : [
            [`attention${i}`, { model: attention([own[0]!, 2 * middle], nextSeed()) }] as [
              string,
              Part,
            ],
          ]),
    ]);
    return Object.fromEntries(parts);
  },
  loss(input, options) {
    const { student, teachers } = input;
    const pairs = mapPairs("reviewkd", student.taps, teachers[0]!.taps).reverse();
    const terms = fused(
      pairs.map(([own]) => own),
      input.parts,
    ).map((map, i) => pyramidDistance(...sameLength([map, pairs[i]![1]])));
    return besideKd(total(terms), input, options);
  },
});

/** Two factors from 0 to 1 per time step. */
function attention(shape: readonly number[], seed: number) {
  return chain(shape, linear(2, seed), layers.activation({ activation: "sigmoid" }));
}

/** Deep to shallow: each map is blended with what came from below. maps [batch, time, channel], deep first */
function fused(maps: readonly Tensor[], parts: LossInput["parts"]): Tensor[] {
  let deeper: Tensor | undefined;
  return maps.map((map, i) => {
    const own = parts[`into${i}`]!(map);
    const blended = deeper
      ? blend(own, stretch(deeper, map.shape[1]!), parts[`attention${i}`]!)
      : own;
    deeper = blended;
    return parts[`out${i}`]!(blended);
  });
}

function blend(own: Tensor, deeper: Tensor, attend: LossInput["parts"][string]): Tensor {
  const factors = attend(concat([own, deeper], -1)); // [batch, time, 2]
  const factor = (i: number) => slice(factors, [0, 0, i], [-1, -1, 1]);
  return add(mul(own, factor(0)), mul(deeper, factor(1)));
}

/** To another length, each step from the nearest one. */
function stretch(x: Tensor, length: number): Tensor {
  const time = x.shape[1]!;
  if (time === length) return x;
  const from = Array.from({ length }, (_, i) => Math.floor((i * time) / length));
  return gather(x, tensor1d(from, "int32"), 1);
}

/** HCL: mean squares of the maps as they are and pooled to 4, 2 and 1 bins; weights 1, ½, ¼, ⅛, normalised. */
export function pyramidDistance(a: Tensor, b: Tensor): Scalar {
  const bins = [4, 2, 1].filter((count) => count < a.shape[1]!);
  const weights = bins.map((_, i) => 2 ** -(i + 1));
  const terms = bins.map(
    (count, i) => mul(meanSquare(alignTime(a, count), alignTime(b, count)), weights[i]!) as Scalar,
  );
  const whole = weights.reduce((x, y) => x + y, 1);
  return mul(total([meanSquare(a, b), ...terms]), 1 / whole);
}
