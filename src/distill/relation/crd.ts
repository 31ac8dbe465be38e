/** @file Contrastive representation distillation: the same sample is near in both networks, others are far. */
import {
  add,
  argMax,
  cast,
  div,
  exp,
  expandDims,
  floor,
  gather,
  greater,
  log,
  log1p,
  matMul,
  maximum,
  mean,
  mul,
  notEqual,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  tensorScatterUpdate,
  where,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { NdArray } from "#core/signal";
import type { LossInput, PartContext } from "#distill/lesson";
import { type AddedTermOptions, besideKd, normalise } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";
import { type Reference, teachersThenStudent } from "#distill/stage";
import { requireCounts } from "#record/layers/require-counts";
import { stopGradient } from "#record/layers/stop-gradient";

export interface CrdOptions extends AddedTermOptions {
  /** Width of the embeddings. */
  readonly width: number;
  /** Most negatives K of a step; no more than half of the training windows. */
  readonly negatives: number;
  /** "exact": negatives are of other classes; "relax": any other window. */
  readonly mode: string;
  /** Divides cosines before the exponential. */
  readonly contrast: number;
  /** Share of the old row when a bank's row is renewed. */
  readonly momentum: number;
}

/**
 * CE + β (L(student's embedding, teacher's bank) + L(teacher's, student's bank)) + α KD, with
 * L = −log h(positive) − Σ log(1 − h(negative)), h = s/(s + K/N), s = exp(cosine/contrast)/Z, and Z that of the first batch.
 * K rows are drawn per step for the whole batch; where a sample cannot use some, its others count for them.
 */
export const crd: Method<CrdOptions> = defineMethod<CrdOptions>({
  name: "crd",
  summary: "contrasts each sample with others from a memory, across the two networks",
  source:
    "Tian, Krishnan, Isola 2020, arXiv:1910.10699, eq. 17 to 19; defaults of RepDistiller, K for small sets",
  teachers: "one",
  needs: ["features", "labels", "sample-ids"],
  laws: ["order-free", "never-negative"],
  options: {
    beta: 0.8,
    alpha: 0,
    temperature: 4,
    width: 128,
    negatives: 1024,
    mode: "exact",
    contrast: 0.07,
    momentum: 0.5,
  },
  weights: () => ({ hard: 1, soft: 1 }),
  stages(teachers, { mode }) {
    if (mode !== "exact" && mode !== "relax") {
      throw new UserError(`crd: mode must be "exact" or "relax", got "${mode}"`);
    }
    const [teacher, student] = teachersThenStudent(teachers);
    return [teacher!, { measure: [], part: "train", constants: classOfRows }, student!];
  },
  parts({ student, teachers, nextSeed }, { width }) {
    requireCounts("crd", { width });
    return {
      student: { model: chain(student.taps.features!, linear(width, nextSeed())) },
      teacher: { model: chain(teachers[0]!.taps.features!, linear(width, nextSeed())) },
    };
  },
  memory: (context, { width }) => ({
    studentBank: bank(context, width),
    teacherBank: bank(context, width),
    studentScale: { data: new Float32Array(1), shape: [] },
    teacherScale: { data: new Float32Array(1), shape: [] },
  }),
  loss: (input, options) => besideKd(contrastiveLoss(input, options), input, options),
});

function classOfRows({ labels }: Reference): Record<string, NdArray> {
  return { classOfRows: { data: Float32Array.from(labels), shape: [labels.length] } };
}

/** Small random rows: zeros would have no direction. */
function bank({ samples, random }: PartContext, width: number): NdArray {
  const limit = Math.sqrt(3 / width); // rows of about norm 1
  const data = Float32Array.from({ length: samples * width }, () => random.between(-limit, limit));
  return { data, shape: [samples, width] };
}

function contrastiveLoss(input: LossInput, options: CrdOptions): Scalar {
  const { student, teachers, parts } = input;
  const own = normalise(parts.student!(student.taps.features!)); // [batch, width]
  const taught = normalise(parts.teacher!(teachers[0]!.taps.features!));
  const drawn = drawNegatives(input, options);
  const loss = add(
    half(input, options, drawn, { anchor: own, bank: "teacherBank", scale: "studentScale" }),
    half(input, options, drawn, { anchor: taught, bank: "studentBank", scale: "teacherScale" }),
  ) as Scalar;
  renew(input, "studentBank", own, options);
  renew(input, "teacherBank", taught, options);
  return loss;
}

interface Negatives {
  readonly rows: Tensor; // [negative], int32
  /** 1 where a sample may use a row. [batch, negative] */
  readonly usable: Tensor;
  /** K/N */
  readonly ratio: number;
}

/** Rows of the banks, drawn with replacement. */
function drawNegatives(input: LossInput, { negatives, mode }: CrdOptions): Negatives {
  const { labels, sampleIds, constants, noise } = input;
  const samples = constants.classOfRows!.shape[0]!;
  const count = Math.max(1, Math.min(negatives, Math.floor(samples / 2)));
  const rows = cast(floor(mul(noise([count]), samples)), "int32");
  const [drawn, own] =
    mode === "exact"
      ? [gather(constants.classOfRows!, rows as Tensor1D), cast(argMax(labels, -1), "float32")]
      : [cast(rows, "float32"), cast(sampleIds, "float32")];
  const usable = cast(notEqual(expandDims(own!, 1), expandDims(drawn!, 0)), "float32");
  return { rows, usable, ratio: count / samples };
}

interface Side {
  readonly anchor: Tensor; // [batch, width]
  readonly bank: string;
  readonly scale: string;
}

function half(
  input: LossInput,
  { contrast }: CrdOptions,
  { rows, usable, ratio }: Negatives,
  { anchor, bank: name, scale }: Side,
): Scalar {
  const rowsOf = (ids: Tensor) => gather(input.read(name), ids as Tensor1D);
  const near = exp(div(sum(mul(anchor, rowsOf(input.sampleIds)), -1), contrast)); // [batch]
  const far = exp(div(matMul(anchor, rowsOf(rows), false, true), contrast)); // [batch, negative]
  const z = fixedScale(input, scale, near, mul(far, usable), usable);
  return contrastive(div(near, z), div(far, z), usable, ratio);
}

/** Mean over the batch of −log h(positive) − Σ log(1 − h(negative)), h = s/(s + K/N). */
export function contrastive(near: Tensor, far: Tensor, usable: Tensor, ratio: number): Scalar {
  const positive = log(div(add(near, ratio), near)); // [batch]
  const share = div(sum(usable, -1), usable.shape[1]!); // [batch]
  const negative = sum(mul(log1p(div(far, ratio)), usable), -1);
  return mean(add(positive, div(negative, maximum(share, 1e-6))));
}

/** Z: N times the mean of the first batch, kept from then on. */
function fixedScale(
  input: LossInput,
  name: string,
  near: Tensor,
  far: Tensor,
  usable: Tensor,
): Tensor {
  const samples = input.constants.classOfRows!.shape[0]!;
  const average = div(add(sum(near), sum(far)), add(near.shape[0]!, sum(usable)));
  const kept = input.read(name);
  const scale = where(greater(kept, 0), kept, stopGradient(mul(average, samples)));
  input.write(name, scale);
  return scale;
}

/** The batch's rows, moved towards what was just seen, of norm 1. */
function renew(
  { sampleIds, read, write }: LossInput,
  name: string,
  seen: Tensor,
  options: CrdOptions,
): void {
  const { momentum } = options;
  const old = read(name);
  const rows = gather(old, sampleIds as Tensor1D);
  const next = normalise(add(mul(rows, momentum), mul(stopGradient(seen), 1 - momentum)));
  const copy = add(old, 0); // tf.js's CPU backend writes into what it is given
  write(name, tensorScatterUpdate(copy, expandDims(sampleIds, 1), next));
}
