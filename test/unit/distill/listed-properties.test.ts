/** Properties that the description of single methods lists and no law of the contract says. */
import {
  add,
  exp,
  grad,
  matMul,
  ones,
  setBackend,
  softmax,
  sum,
  type Tensor,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { sparse, wordsOf } from "#distill/dictionary";
import { jointLabels } from "#distill/feature/hsakd";
import { codeDistance } from "#distill/feature/srm";
import type { LossInput } from "#distill/lesson";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { normedLinear } from "#distill/normed-linear";
import { contrastive } from "#distill/relation/crd";
import { mixBatch } from "#distill/response/mix-kd";
import { teacherBounded } from "#distill/response/od-kd";
import { termOf } from "#distill/term";
import { quietTf } from "#record/quiet";
import { lecturesOf, lossInput, lossOf, oneHot } from "#test/contracts/method-samples";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const numbers = (x: Tensor) => [...x.dataSync()];
/** Eagerly, everything tidied. */
const eagerly = (body: () => void) => () => {
  tidy(() => {
    body();
  });
};

/** Beta draws of exactly 0 or 1: u = 0 leaves (1 + cos/|cos|)/2. */
test.each([
  { share: 1, v: 0, order: [0, 1, 2, 3] },
  { share: 0, v: 0.5, order: [2, 0, 3, 1] },
])("mix-kd: with all shares $share the batch is a permutation of itself", ({ v, order }) => {
  tidy(() => {
    const noise = [tensor([0.7, 0.1, 0.9, 0.4]), tensor([0, 0, 0, 0]), tensor([v, v, v, v])];
    const windows = { acc: randomTensor([4, 5, 2], 1) };
    const { data, shape } = oneHot([3, 1, 0, 2]);
    const labels = tensor(data, [...shape]);
    const batch = { windows, labels, sampleIds: tensor([0, 1, 2, 3], [4], "int32") };
    const options = { ...methods.mixKd.options, unmixed: 0 };
    const mixed = mixBatch(batch, () => noise.shift()!, options);
    const rows = tensor(order, [4], "int32");
    expectClose(numbers(mixed.windows.acc!), numbers(windows.acc.gather(rows)));
    expectClose(numbers(mixed.labels), numbers(labels.gather(rows)));
  });
});

describe("crd", () => {
  const near = () => exp(randomTensor([3], 1));
  const far = () => exp(randomTensor([3, 4], 2));

  test(
    "the order of negatives does not matter",
    eagerly(() => {
      const usable = tensor([1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1], [3, 4]);
      const order = tensor([2, 0, 3, 1], [4], "int32");
      const value = contrastive(near(), far(), usable, 0.25);
      const other = contrastive(near(), far().gather(order, 1), usable.gather(order, 1), 0.25);
      expectClose(numbers(other), numbers(value));
    }),
  );

  /** s = 1 for all: ln(1 + r) + K ln(1 + 1/r), r = K/N. */
  test.each([
    [1, 4],
    [2, 4],
    [2, 8],
    [4, 100],
  ])("of K = %i negatives among N = %i windows", (count, samples) => {
    tidy(() => {
      const all = ones([1, count]);
      const ratio = count / samples;
      const found = numbers(contrastive(ones([1]), all, all, ratio))[0]!;
      expect(found).toBeCloseTo(Math.log(1 + ratio) + count * Math.log(1 + 1 / ratio), 5);
    });
  });

  test("with the teacher's features, map and memory the two halves are the same", () => {
    const [lecture] = lecturesOf(methods.crd as Method);
    const { memory, teachers, parts, ...sample } = lecture!.sample();
    const start = { studentBank: memory!.teacherBank!, teacherBank: memory!.teacherBank! };
    const scale = { data: new Float32Array(1), shape: [] };
    tidy(() => {
      const first = lossInput({ ...sample, teachers, parts: parts! });
      const same = lossInput({
        ...sample,
        teachers,
        student: teachers[0]!,
        memory: { ...start, studentScale: scale, teacherScale: scale },
      });
      const input: LossInput = {
        ...same,
        parts: { student: first.parts.teacher!, teacher: first.parts.teacher! },
      };
      const loss = termOf(methods.crd, input, { ...methods.crd.options, beta: 1 });
      expect(Number.isFinite(numbers(loss)[0])).toBe(true);
      expect(numbers(input.read("studentScale"))).toEqual(numbers(input.read("teacherScale")));
      expect(numbers(input.read("studentBank"))).toEqual(numbers(input.read("teacherBank")));
    });
  });

  test("student and teacher may change places", () => {
    const [lecture] = lecturesOf(methods.crd as Method);
    const { memory, teachers, student, ...sample } = lecture!.sample();
    const { studentBank, teacherBank, studentScale, teacherScale } = memory!;
    const turned = {
      ...{ studentBank: teacherBank!, teacherBank: studentBank! },
      ...{ studentScale: teacherScale!, teacherScale: studentScale! },
    };
    const parts = { student: sample.parts!.teacher!, teacher: sample.parts!.student! };
    const there = lossOf(methods.crd as Method, { ...sample, memory: memory!, teachers, student });
    const back = lossOf(methods.crd as Method, {
      ...{ ...sample, parts, memory: turned },
      ...{ teachers: [student], student: teachers[0]! },
    });
    expect(back).toBeCloseTo(there, 4);
  });
});

test("mrd: one modality has no relations, and is refused", () => {
  const [lecture] = lecturesOf(methods.mrd as Method);
  const { student, teachers, ...sample } = lecture!.sample();
  const one = ({ branch2: _, branch3: __, ...outputs }: typeof student) => outputs;
  const alone = { ...sample, student: one(student), teachers: teachers.map(one) };
  expect(() => lossOf(methods.mrd as Method, alone)).toThrow("the student has 1 branches");
});

test(
  "fitnet: nothing is left where the regressed map is the teacher's",
  eagerly(() => {
    const weights = randomTensor([3, 4], 1);
    const parts: LossInput["parts"] = {
      regressor: (x) => matMul(x!, weights),
      regressorScale: () => tensor([[2, 1, 0.5, 3]]),
      regressorShift: () => tensor([[0, 1, -1, 2]]),
    };
    const own = randomTensor([4, 6, 3], 2);
    const taught = normedLinear(own, parts, "regressor");
    const logits = randomTensor([4, 4], 3);
    const value = (map: Tensor) => {
      const outputs = (tap: Tensor) => ({ logits, taps: { map: tap, features: logits } });
      const input = { student: outputs(own), teachers: [outputs(map)], labels: logits, parts };
      const options = { ...methods.fitnet.options, hint: 1 };
      return numbers(termOf(methods.fitnet, input as unknown as LossInput, options))[0]!;
    };
    expect(value(taught)).toBe(0);
    expect(value(add(taught, 0.1))).toBeCloseTo(100 * 0.01, 4);
  }),
);

test(
  "od-kd: no gradient where the student errs less than its teacher, the square's where it errs more",
  eagerly(() => {
    const target = tensor([1, 0, 1, 0], [2, 2]);
    const teacher = tensor([0.7, 0.3, 0.7, 0.3], [2, 2]);
    const own = tensor([0.8, 0.2, 0.6, 0.4], [2, 2]);
    const slope = grad((x) => sum(teacherBounded(x, teacher, target, 0)));
    expectClose(numbers(slope(own)), [0, 0, 2 * (0.6 - 1), 2 * 0.4]);
  }),
);

describe("srm", () => {
  test(
    "labels are numbers of atoms, and exactly S codes stay",
    eagerly(() => {
      const codes = sparse(softmax(randomTensor([30, 5], 1)), 2);
      const { strongest } = wordsOf(codes.reshape([5, 6, 5]));
      for (const atom of numbers(strongest)) expect([0, 1, 2, 3, 4]).toContain(atom);
      const kept = sum(codes.greater(0).cast("float32"), 1);
      expect(numbers(kept)).toEqual(new Array(30).fill(2));
    }),
  );

  /** P = 4: ln(1 + 3/e) + the entropy of the mean codes. */
  test(
    "the second stage is smallest where the student's codes are the teacher's",
    eagerly(() => {
      const { data } = oneHot([0, 2, 2, 3, 1, 2, 0, 2]);
      const codes = tensor(data, [2, 4, 4]);
      const least = numbers(codeDistance(codes, wordsOf(codes)))[0]!;
      const shares = numbers(codes.mean(1));
      const entropy = shares.map((p) =>
        p % 1 === 0 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p),
      );
      const mean = entropy.reduce((a, b) => a + b, 0) / entropy.length;
      expect(least).toBeCloseTo(Math.log(1 + 3 / Math.E) + mean, 4);
      for (const seed of [1, 2, 3, 4, 5]) {
        const other = randomTensor([2, 4, 4], seed, [0, 1]);
        expect(numbers(codeDistance(other, wordsOf(codes)))[0]!).toBeGreaterThan(least);
      }
    }),
  );
});

test(
  "hsakd: summed over transforms, joint labels and probabilities are those of classes",
  eagerly(() => {
    const { data, shape } = oneHot([3, 0, 1, 3, 0, 1, 3, 0, 1, 3, 0, 1]); // 3 windows, 4 transforms
    const labels = tensor(data, [...shape]);
    const overTransforms = (x: Tensor) => sum(x.reshape([12, 4, 4]), 2);
    expect(numbers(overTransforms(jointLabels(labels, 4)))).toEqual(numbers(labels));
    const classes = overTransforms(softmax(randomTensor([12, 16], 1, [-50, 50])));
    expectClose(numbers(sum(classes, 1)), new Array(12).fill(1));
    for (const share of numbers(classes)) expect(share).toBeGreaterThanOrEqual(0);
  }),
);
