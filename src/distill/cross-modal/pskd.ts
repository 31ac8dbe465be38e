/** @file Progressive skeleton-to-sensor distillation with the adaptive-confidence semantic (ACS) loss. */
import {
  add,
  cast,
  div,
  greater,
  matMul,
  maximum,
  mean,
  mul,
  reshape,
  type Scalar,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import type { NdArray } from "#core/signal";
import type { LossInput, Outputs, PartContext } from "#distill/lesson";
import { crossEntropyPerSample, hardLabels, isRight, softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";
import { type Reference, type Training, teachersThenStudent } from "#distill/stage";

export interface PskdOptions {
  /** Softmax temperature τ of the response term. */
  readonly temperature: number;
  /** Weight α of the ACS loss beside the cross-entropy. */
  readonly alpha: number;
  /** Weight β of the semantic term inside the ACS loss. */
  readonly beta: number;
  /** Each teacher learns from those before it; false: each from labels only. */
  readonly progressive: boolean;
}

/**
 * Per sample, the student follows the teacher that is right with the highest confidence, and the label where none is
 * right: L = CE + α · mean_b(resp_b + β sem_b). A teacher without a projection of its own (one that learnt from labels
 * only) stands for the class embedding in the semantic term. The ACS loss is a reconstruction from the abstract's description.
 */
export const pskd: Method<PskdOptions> = defineMethod<PskdOptions>({
  name: "pskd",
  summary: "progressive skeleton-to-sensor: per sample the most confident teacher that is right",
  source: "Ni, Ngu, Yan 2022, arXiv:2208.08090 (ACS loss reconstructed)",
  teachers: "several",
  needs: ["logits", "features", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, alpha: 1, beta: 1, progressive: true },
  weights: ({ alpha }) => ({ hard: 1, soft: alpha }),
  stages(teachers, { progressive }) {
    const [first, ...others] = progressive
      ? eachFromAllBefore(teachers)
      : teachersThenStudent(teachers);
    const space = {
      measure: [first!.role],
      part: "train",
      taps: ["features"],
      constants: semanticSpace,
    } as const;
    return [first!, space, ...others];
  },
  parts: semanticPart,
  loss: acsLoss,
});

/** The learner's linear map from its features to the semantic space. */
function semanticPart({ student, constants, nextSeed }: PartContext) {
  const units = constants.mean!.shape[0]!;
  return {
    semantic: {
      model: chain(student.taps.features!, linear(units, nextSeed())),
      reads: "features",
    },
  };
}

/** Each role learns from all before it. */
function eachFromAllBefore(teachers: readonly string[]): Training[] {
  return [...teachers, "student"].map((role, i) => ({ role, teachers: teachers.slice(0, i) }));
}

/** Mean over the batch of resp + β · sem. */
export function acsLoss(context: LossInput, { temperature, beta }: PskdOptions): Scalar {
  const { student, labels, constants } = context;
  const embedding = matMul(hardLabels(labels), constants.classEmbedding!); // [batch, semantic]
  const chosen = chooseTeacher(context, embedding);
  const fromTeacher = softenedDivergence(student.logits, chosen.logits, temperature); // [batch]
  const fromLabel = crossEntropyPerSample(student.logits, hardLabels(labels)); // [batch]
  const response = blend(chosen.found, fromTeacher, fromLabel);
  const target = blend(column(chosen.found), chosen.semantic, embedding);
  const semantic = mean(square(sub(student.taps.semantic!, target)), -1); // [batch]
  return mean(add(response, mul(semantic, beta)));
}

interface Choice {
  readonly logits: Tensor; // [batch, class]
  readonly semantic: Tensor; // [batch, semantic]
  /** 1 where some teacher is right, else 0. [batch] */
  readonly found: Tensor;
}

/** The right teacher with the highest probability on the label, per sample; ties go to the first. */
function chooseTeacher({ teachers, labels, constants }: LossInput, embedding: Tensor): Choice {
  const score = (teacher: Outputs) => {
    const confidence = sum(mul(softmax(teacher.logits), hardLabels(labels)), -1);
    return mul(isRight(teacher.logits, labels), confidence); // [batch], 0 where wrong
  };
  const [first, ...others] = teachers;
  let best = score(first!);
  let logits = first!.logits;
  let semantic = first!.taps.semantic ?? standardised(first!, constants);
  for (const teacher of others) {
    const own = score(teacher);
    const better = column(cast(greater(own, best), "float32"));
    logits = blend(better, teacher.logits, logits);
    semantic = blend(better, teacher.taps.semantic ?? embedding, semantic);
    best = maximum(own, best);
  }
  return { logits, semantic, found: cast(greater(best, 0), "float32") };
}

/** The first teacher's place in the semantic space, which is made of its features. */
function standardised({ taps }: Outputs, { mean: centre, sd }: LossInput["constants"]): Tensor {
  return div(sub(taps.features!, centre!), sd!);
}

/** mask · a + (1 − mask) · b */
function blend(mask: Tensor, a: Tensor, b: Tensor): Tensor {
  return add(mul(mask, a), mul(sub(1, mask), b));
}

/** [batch] → [batch, 1] */
function column(x: Tensor): Tensor {
  return reshape(x, [-1, 1]);
}

/**
 * The semantic space is that of the first teacher's features, standardised per dimension; a class is embedded at the
 * mean of its training samples.
 */
export function semanticSpace({
  outputs: [first],
  labels,
  classes,
}: Pick<Reference, "outputs" | "labels" | "classes">): Record<string, NdArray> {
  const features = first!.features!;
  const [count, width] = features.shape as [number, number];
  const column = (d: number) =>
    Float64Array.from({ length: count }, (_, n) => features.data[n * width + d]!);
  const centre = new Float32Array(width);
  const sd = new Float32Array(width);
  const classEmbedding = new Float32Array(classes * width);
  const perClass = new Float64Array(classes);
  for (const label of labels) perClass[label]!++;
  for (let d = 0; d < width; d++) {
    const values = column(d);
    const average = values.reduce((a, b) => a + b, 0) / count;
    const variance = values.reduce((a, b) => a + (b - average) ** 2, 0) / count;
    centre[d] = average;
    sd[d] = Math.sqrt(variance) || 1; // a dead feature stays where it is
    for (const [n, label] of labels.entries()) {
      classEmbedding[label * width + d]! += (values[n]! - average) / sd[d]! / perClass[label]!;
    }
  }
  return {
    mean: { data: centre, shape: [width] },
    sd: { data: sd, shape: [width] },
    classEmbedding: { data: classEmbedding, shape: [classes, width] },
  };
}
