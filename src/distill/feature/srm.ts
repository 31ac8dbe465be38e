/** @file Sparse representation matching: the student starts by learning which of the teacher's atoms are at work. */
import {
  add,
  argMax,
  cast,
  clipByValue,
  exp,
  gather,
  layers,
  log,
  mean,
  mul,
  neg,
  oneHot,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { type CodeWords, Dictionary, splitCodes, splitWords, Words } from "#distill/dictionary";
import { alignTime, mapsOf } from "#distill/feature-maps";
import type { Lawful } from "#distill/law";
import type { Lesson, Part } from "#distill/lesson";
import { meanSquare, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";
import { kd } from "#distill/response/kd";
import { teachersThenStudent } from "#distill/stage";

export interface SrmOptions {
  /** Atoms per channel of the teacher's map, μ. */
  readonly mu: number;
  /** Share σ of the atoms that stay at each time step; at least one does. Tiny networks need 0.1 and more. */
  readonly sigma: number;
  /** Weight of plain distillation in the last stage; the labels get 1 − α. */
  readonly alpha: number;
  /** Softmax temperature in the last stage. */
  readonly temperature: number;
  /** Share of the teacher's epochs spent on its dictionaries. */
  readonly dictionaryEpochs: number;
  /** Share of the student's epochs spent on the codes, before the last stage. */
  readonly codeEpochs: number;
}

/**
 * A dictionary per map of the frozen teacher (Σ MSE(F, D·sparse(k))); the student's maps learn its codes (Σ CE of the
 * strongest atom per time step + BCE of the mean codes); then the student learns as in kd.
 */
export const srm: Method<SrmOptions> = defineMethod<SrmOptions>({
  name: "srm",
  summary: "starts from the teacher's sparse codes, then plain distillation",
  source:
    "Tran, Gabbouj, Iosifidis 2021, arXiv:2103.17012; σ 0.1 in place of 0.02, for narrow maps",
  teachers: "one",
  needs: ["logits", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: {
    mu: 2,
    sigma: 0.1,
    alpha: 0.5,
    temperature: 4,
    dictionaryEpochs: 0.5,
    codeEpochs: 0.8,
  },
  weights: ({ alpha }) => ({ hard: 1 - alpha, soft: alpha }),
  stages(teachers, { dictionaryEpochs, codeEpochs }) {
    const [teacher, student] = teachersThenStudent(teachers);
    return [
      teacher!,
      {
        ...teacher!,
        phase: "dictionary",
        lesson: dictionaries,
        train: { epochs: dictionaryEpochs, weightDecay: 0 },
      },
      { ...student!, phase: "codes", lesson: codes, train: { epochs: codeEpochs } },
      student!,
    ];
  },
  loss: (input, { temperature }) => kd.loss!(input, { ...kd.options, temperature }),
});

/** One dictionary per map, found by its tap "codes of <map>". */
const dictionaries: Lesson<SrmOptions> & Lawful = {
  laws: ["per-sample", "never-negative"],
  still: true,
  weights: () => ({ hard: 0, soft: 1 }),
  parts({ student, nextSeed }, { mu, sigma }) {
    const maps = new Set(mapsOf(student.taps));
    const named = Object.entries(student.taps).filter(([, shape]) => maps.has(shape));
    const parts = named.flatMap(([name, shape]): [string, Part][] => {
      const atoms = Math.round(mu * shape.at(-1)!);
      const kept = Math.max(1, Math.floor(sigma * atoms));
      const model = chain(shape, new Dictionary({ atoms, kept, seed: nextSeed() }));
      const told = chain([shape[0]!, atoms + shape.at(-1)!], new Words({ atoms }));
      return [
        [codesOf(name), { model, reads: name, inner: true }],
        [wordsIn(name), { model: told, reads: codesOf(name) }],
      ];
    });
    return Object.fromEntries(parts);
  },
  loss({ student: { taps } }) {
    const terms = Object.keys(taps).flatMap((name) => {
      const [both, map] = [taps[codesOf(name)], taps[name]!];
      if (!both) return [];
      const atoms = both.shape[2]! - map.shape[2]!;
      return meanSquare(splitCodes(both, atoms).reconstructed, map);
    });
    return total(terms);
  },
};

/** The student's maps learn the codes of the teacher's. */
const codes: Lesson<SrmOptions> & Lawful = {
  laws: ["per-sample", "never-negative"],
  weights: () => ({ hard: 0, soft: 1 }),
  parts({ student, teachers: [teacher], nextSeed }) {
    const pairs = wordPairs(student.taps, teacher!.taps);
    const times = mapsOf(teacher!.taps).slice(-pairs.length);
    const parts = pairs.map(([own, words], i): [string, Part] => {
      const atoms = words[0]! - 2 * times[i]![0]!;
      const activation = layers.activation({ activation: "sigmoid" });
      return [`codes${i}`, { model: chain(own, linear(atoms, nextSeed()), activation) }];
    });
    return Object.fromEntries(parts);
  },
  loss({ student, teachers, parts }) {
    const terms = wordPairs(student.taps, teachers[0]!.taps).map(([map, words], i) => {
      const own = parts[`codes${i}`]!(map);
      return codeDistance(own, splitWords(words, own.shape[2]!));
    });
    return total(terms);
  },
};

/**
 * CE of the strongest atom per time step, the codes standing for logits as in the authors' code, + BCE of the codes' means
 * over time. own [batch, time, atom]; of the longer, own codes are pooled, the teacher's by their largest values.
 */
export function codeDistance(
  own: Tensor,
  { strongest, strength, mean: wanted }: CodeWords,
): Scalar {
  const length = Math.min(own.shape[1]!, strongest.shape[1]!);
  const atoms = own.shape[2]!;
  const rows = reshape(alignTime(own, length), [-1, atoms]);
  const places = reshape(strongestOfBins(strongest, strength, length), [-1]);
  const hits = oneHot(cast(places, "int32") as Tensor1D, atoms);
  const logSum = log(sum(exp(rows), -1)); // codes lie between 0 and 1: nothing overflows
  const local = mean(sub(logSum, sum(mul(rows, hits), -1)));
  return add(local as Scalar, binaryCrossEntropy(mean(own, 1), wanted));
}

/** Mean of −q log p − (1 − q) log(1 − p). */
function binaryCrossEntropy(p: Tensor, q: Tensor): Scalar {
  const inside = clipByValue(p, 1e-7, 1 - 1e-7);
  const hit = mul(q, log(inside));
  const miss = mul(sub(1, q), log(sub(1, inside)));
  return neg(mean(add(hit, miss)));
}

/** The atom of the step with the largest code, in each of `length` bins of time. [batch, time] → [batch, length] */
function strongestOfBins(strongest: Tensor, strength: Tensor, length: number): Tensor {
  const time = strongest.shape[1]!;
  if (time === length) return strongest;
  const each = Math.ceil(time / length);
  const steps = length * each;
  const from = Int32Array.from({ length: steps }, (_, i) => Math.floor((i * time) / steps));
  const bins = (x: Tensor) => reshape(gather(x, tensor1d(from, "int32"), 1), [-1, length, each]);
  const first = oneHot(reshape(argMax(bins(strength), -1), [-1]) as Tensor1D, each);
  const chosen = mul(bins(cast(strongest, "float32")), reshape(first, [-1, length, each]));
  return sum(chosen, -1);
}

/** The student's last maps with what is told of as many of the teacher's codes. */
function wordPairs<T extends Tensor | readonly number[]>(
  student: Readonly<Record<string, T>>,
  teacher: Readonly<Record<string, T>>,
): [T, T][] {
  const own = mapsOf(student);
  const named = Object.keys(teacher).filter((name) => name.startsWith(wordsIn("")));
  const taught = named.map((name) => teacher[name]!);
  const count = Math.min(own.length, taught.length);
  if (count === 0) {
    throw new UserError('method "srm" wants inner maps [time, channel] of student and teacher');
  }
  return own.slice(-count).map((map, i) => [map, taught.slice(-count)[i]!]);
}

const codesOf = (map: string) => `codes of ${map}`;
const wordsIn = (map: string) => `words of ${map}`;
