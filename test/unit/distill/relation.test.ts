/** What methods that compare samples with each other promise, one by one. */
import { linalg, ones, setBackend, type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { meanSquare } from "#distill/losses";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { neighbourDistance } from "#distill/relation/cc";
import { contrastive, crd } from "#distill/relation/crd";
import { relations } from "#distill/relation/mrd";
import { neighbourDivergence } from "#distill/relation/pkt";
import { angles, distances } from "#distill/relation/rkd";
import { correlations } from "#distill/relation/sk-kd";
import { similarityDistance } from "#distill/relation/sp";
import { quietTf } from "#record/quiet";
import { lecturesOf, lossInput, lossOf, rowsOf } from "#test/contracts/method-samples";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const numbers = (x: Tensor) => [...x.dataSync()];
const value = (x: Tensor) => numbers(x)[0]!;
const features = (seed: number) => randomTensor([6, 4], seed);
const map = (seed: number, time = 7, channels = 3) => randomTensor([5, time, channels], seed);
const rotation = (size: number) => linalg.qr(randomTensor([size, size], 9))[0];
const indices = (...order: number[]) => tensor(order, [order.length], "int32") as never;
/** Eagerly, everything tidied. */
const eagerly = (body: () => void) => () => {
  tidy(() => {
    body();
  });
};

test(
  "sp: an orthogonal transform of the flat maps, and their scale, change nothing",
  eagerly(() => {
    const [a, b] = [features(1), features(2)];
    const expected = value(similarityDistance(a, b));
    const turned = a.matMul(rotation(4)).mul(3);
    expect(value(similarityDistance(turned, b))).toBeCloseTo(expected, 5);
    expect(value(similarityDistance(a.add(1), b))).not.toBeCloseTo(expected, 3);
  }),
);

test(
  "cc: 0 for equal embeddings; the order of the batch matters",
  eagerly(() => {
    const [a, b] = [features(1), features(2)];
    expect(value(neighbourDistance(a, a))).toBe(0);
    const order = indices(3, 0, 5, 1, 4, 2);
    const shuffled = value(neighbourDistance(a.gather(order), b.gather(order)));
    expect(shuffled).not.toBeCloseTo(value(neighbourDistance(a, b)), 3);
  }),
);

describe("rkd", () => {
  test(
    "rotation, translation and scale change neither distances nor angles",
    eagerly(() => {
      const moved = features(1)
        .matMul(rotation(4))
        .mul(5)
        .add(tensor([1, -2, 3, 4]));
      expectClose(numbers(distances(moved)), numbers(distances(features(1))));
      expectClose(numbers(angles(moved)), numbers(angles(features(1))), { absolute: 1e-4 });
    }),
  );

  /** Points 0, 3 and 4i of the plane: distances 3, 4, 5, their mean over ordered pairs 4; at 0 the angle is right. */
  test(
    "a right triangle",
    eagerly(() => {
      const triangle = tensor([
        [0, 0],
        [3, 0],
        [0, 4],
      ]);
      expectClose(numbers(distances(triangle)), [0, 0.75, 1, 0.75, 0, 1.25, 1, 1.25, 0]);
      const at = angles(triangle);
      expect(value(at.slice([0, 1, 2], [1, 1, 1]))).toBeCloseTo(0, 6);
      expect(value(at.slice([1, 0, 2], [1, 1, 1]))).toBeCloseTo(0.6, 5);
    }),
  );

  test(
    "triplets are of 64 samples at most",
    eagerly(() => expect(angles(randomTensor([70, 2], 1)).shape).toEqual([64, 64, 64])),
  );
});

test(
  "pkt: a scale per sample and a rotation change nothing; never negative",
  eagerly(() => {
    const [a, b] = [features(1), features(2)];
    const expected = value(neighbourDivergence(a, b));
    expect(expected).toBeGreaterThan(0);
    const scaled = a.matMul(rotation(4)).mul(tensor([[1], [2], [3], [0.1], [7], [0.5]]));
    expect(value(neighbourDivergence(scaled, b))).toBeCloseTo(expected, 5);
  }),
);

describe("sk-kd: the correlations of trials", () => {
  test(
    "are 1 with themselves, and within −1 … 1",
    eagerly(() => {
      const found = numbers(correlations(map(1)));
      for (let i = 0; i < 5; i++) expect(found[6 * i]).toBeCloseTo(1, 5);
      for (const each of found) expect(Math.abs(each)).toBeLessThan(1 + 1e-5);
    }),
  );

  test(
    "do not see gain, offset, a channel's sign, nor the order of channels or of time",
    eagerly(() => {
      const expected = numbers(correlations(map(1)));
      const gain = randomTensor([5, 1, 3], 3, [0.5, 2]);
      const offset = randomTensor([5, 1, 3], 4);
      const sign = tensor([1, -1, 1]);
      const changed = map(1).mul(gain).add(offset).mul(sign);
      expectClose(numbers(correlations(changed)), expected);
      expectClose(numbers(correlations(map(1).gather(indices(2, 0, 1), 2))), expected);
      expectClose(numbers(correlations(map(1).gather(indices(6, 2, 0, 5, 1, 3, 4), 1))), expected);
      expect(value(meanSquare(correlations(changed), correlations(map(1))))).toBeCloseTo(0, 6);
    }),
  );

  test(
    "do see channels mixed, unlike sp; lengths and widths may differ",
    eagerly(() => {
      const flat = map(1).reshape([35, 3]).matMul(rotation(3)).reshape([5, 7, 3]);
      const apart = meanSquare(correlations(flat), correlations(map(1)));
      expect(value(apart)).toBeGreaterThan(1e-3);
      expect(correlations(map(2, 11, 5)).shape).toEqual([5, 5]);
    }),
  );

  test(
    "constant channels count as 0",
    eagerly(() => expect(numbers(correlations(ones([2, 4, 1])))).toEqual([0, 0, 0, 0])),
  );
});

test("sk-kd: the first pair of maps is left out; the teacher may be in training mode", () => {
  const [lecture] = lecturesOf(methods.skKd as Method);
  const sample = lecture!.sample();
  const first = { ...sample.student.map1!, data: sample.student.map1!.data.map((x) => x ** 3) };
  const changed = { ...sample, student: { ...sample.student, map1: first } };
  const { skKd } = methods;
  expect(lossOf(skKd as Method, changed)).toBe(lossOf(skKd as Method, sample));
  const all = { ...skKd.options, skip: 0 };
  expect(lossOf(skKd as Method, changed, all)).not.toBe(lossOf(skKd as Method, sample, all));
  expect(skKd.lively!({ ...skKd.options, teacherMode: "train" })).toBe(true);
  expect(() => skKd.lively!({ ...skKd.options, teacherMode: "both" })).toThrow('got "both"');
});

describe("mrd", () => {
  const branches = () => [features(1), features(2), features(3)];

  test(
    "symmetric, 1 with oneself, and a common rotation changes nothing",
    eagerly(() => {
      const found = relations(branches());
      expectClose(numbers(found), numbers(found.transpose([0, 2, 1])));
      expectClose(
        numbers(
          found
            .mul(
              tensor([
                [1, 0, 0],
                [0, 1, 0],
                [0, 0, 1],
              ]),
            )
            .sum([1, 2]),
        ),
        Array(6).fill(3),
      );
      const turn = rotation(4);
      const turned = relations(branches().map((branch) => branch.matMul(turn)));
      expectClose(numbers(turned), numbers(found));
    }),
  );

  test("networks without branches are refused", () => {
    const [lecture] = lecturesOf(methods.mrd as Method);
    const { branch3: _, ...student } = lecture!.sample().student;
    expect(() => lossOf(methods.mrd as Method, { ...lecture!.sample(), student })).toThrow(
      "the student has 2 branches, the teacher 3",
    );
  });
});

describe("crd", () => {
  const usable = (rows: number, columns: number) => ones([rows, columns]);

  /** s = 1 and ½, K/N = ¼: −ln(1/1.25) − ln(0.25/0.75) = ln 1.25 + ln 3. */
  test(
    "an example by hand",
    eagerly(() => {
      const loss = contrastive(tensor([1]), tensor([[0.5]]), usable(1, 1), 0.25);
      expect(value(loss)).toBeCloseTo(Math.log(1.25) + Math.log(3), 5);
    }),
  );

  test(
    "a nearer positive is better, a nearer negative worse; the order of negatives does not matter",
    eagerly(() => {
      const loss = (near: number, far: number[]) =>
        value(contrastive(tensor([near]), tensor([far]), usable(1, far.length), 0.25));
      expect(loss(2, [1, 0.5])).toBeLessThan(loss(1, [1, 0.5]));
      expect(loss(1, [2, 0.5])).toBeGreaterThan(loss(1, [1, 0.5]));
      expect(loss(1, [0.5, 1])).toBeCloseTo(loss(1, [1, 0.5]), 6);
    }),
  );

  test(
    "where half of the negatives cannot be used, the others count double",
    eagerly(() => {
      const half = tensor([[1, 0]]);
      const loss = contrastive(tensor([1]), tensor([[2, 99]]), half, 0.25);
      const both = contrastive(tensor([1]), tensor([[2, 2]]), usable(1, 2), 0.25);
      expect(value(loss)).toBeCloseTo(value(both), 5);
    }),
  );

  test("rows that were seen have norm 1; the scale of the first batch stays", () => {
    const [lecture] = lecturesOf(crd as Method);
    const sample = lecture!.sample();
    const after = tidy(() => {
      const input = lossInput(sample);
      crd.loss!(input, crd.options);
      return {
        bank: numbers(input.read("studentBank").square().sum(-1)),
        scale: value(input.read("studentScale")),
      } as never as { bank: number[]; scale: number };
    });
    for (const id of sample.sampleIds!) expect(after.bank[id]).toBeCloseTo(1, 4);
    expect(after.bank.every((x) => Math.abs(x - 1) < 1e-4)).toBe(false); // others wait
    expect(after.scale).toBe(sample.memory!.studentScale!.data[0]);
    expect(after.scale).toBeGreaterThan(0);
  });

  test("exact negatives are of other classes, relaxed ones any other window", () => {
    expect(() => crd.stages(["t"], { ...crd.options, mode: "loose" })).toThrow('got "loose"');
    const [lecture] = lecturesOf(crd as Method);
    const sample = lecture!.sample();
    const relaxed = lossOf(crd as Method, sample, { ...crd.options, mode: "relax" });
    expect(relaxed).not.toBeCloseTo(lossOf(crd as Method, sample), 3);
  });
});

const { sp, cc, rkd, pkt, skKd } = methods;
test.each([sp, cc, rkd, pkt, crd, skKd] as Method[])("$name: one sample alone", (method) => {
  const [lecture] = lecturesOf(method);
  const alone = rowsOf(lecture!.sample(), [2]);
  if (method.name === "crd") expect(Number.isFinite(lossOf(method, alone))).toBe(true);
  else expect(() => lossOf(method, alone)).toThrow("it wants 2 or more, got 1");
});

test("zeros have no direction, and no distance to each other", () => {
  tidy(() => {
    expect(numbers(distances(zeros([3, 2])))).toEqual(Array(9).fill(0));
    expect(value(neighbourDivergence(zeros([3, 2]), zeros([3, 2])))).toBe(0);
  });
});
