import { setBackend } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { kdClassmean, meanTargets } from "#distill/response/kd-classmean";
import {
  classTargets,
  entropyOf,
  meanNormalisedEntropy,
  sharpened,
  softmax,
  softTargets,
} from "#distill/soft-targets";
import { quietTf } from "#record/quiet";
import { lossOf, oneHot } from "#test/contracts/method-samples";
import { expectClose, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const logits = (seed: number, samples = 12, classes = 4) => ({
  data: randomArray(samples * classes, seed, [-6, 6]),
  shape: [samples, classes],
});
const labels = Int32Array.from({ length: 12 }, (_, n) => n % 4);

describe("soft targets", () => {
  test("entropy by hand: (½, ¼, ¼) has 1.5 log 2; uniform rows 1, one-hot rows 0", () => {
    expect(entropyOf(Float64Array.of(0.5, 0.25, 0.25))).toBeCloseTo(1.5 * Math.log(2), 12);
    const flat = softTargets({ data: new Float32Array(8), shape: [2, 4] }, 3);
    expect(meanNormalisedEntropy(flat)).toBeCloseTo(1, 12);
    const sure = softTargets({ data: Float32Array.of(900, 0, 0, 900), shape: [2, 2] }, 1);
    expect(meanNormalisedEntropy(sure)).toBe(0);
  });

  test("a higher temperature has more entropy, and another order never", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (seed) => {
        const entropies = [1, 2, 4].map((temperature) =>
          meanNormalisedEntropy(softTargets(logits(seed), temperature)),
        );
        expect(entropies).toEqual(entropies.toSorted((a, b) => a - b));
        expect(entropies[2]).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a sharpened mean has the entropy of what it is the mean of, and its order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (seed) => {
        for (const target of classTargets(softTargets(logits(seed), 2), labels, 4)) {
          expect(target.entropy).toBeLessThanOrEqual(entropyOf(target.mean) + 1e-12);
          const sharp = softmax(sharpened(target));
          expect(entropyOf(sharp)).toBeCloseTo(target.entropy, 6);
          const order = (values: Float64Array) =>
            [...values.keys()].sort((i, j) => values[i]! - values[j]!);
          expect(order(sharp)).toEqual(order(target.mean));
        }
      }),
    );
  });

  test("a class without samples has the uniform target", () => {
    const [, , , missing] = classTargets(softTargets(logits(1, 3), 1), [0, 1, 2], 4);
    expectClose(softmax(sharpened(missing!)), [0.25, 0.25, 0.25, 0.25]);
  });
});

describe("kd-classmean", () => {
  test("where the teacher smooths labels uniformly, it is label smoothing", () => {
    const epsilon = 0.2;
    const smoothed = (label: number) =>
      [0, 1, 2, 3].map((k) => (k === label ? 1 - epsilon : 0) + epsilon / 4);
    const shares = Array.from(labels, smoothed);
    const teacher = {
      data: Float32Array.from(shares.flat(), (p) => Math.log(p)),
      shape: [12, 4],
    };
    const reference = { outputs: [{ logits: teacher }], labels, classes: 4 };
    const constants = { targets: meanTargets(reference, 1) };
    const student = logits(5);
    const sample = {
      student: { logits: student },
      teachers: [],
      labels: oneHot(labels),
      constants,
    };
    const found = lossOf(kdClassmean as never, sample, { temperature: 1, lambda: 1 });
    let expected = 0; // KL(label smoothing ‖ p) = its cross-entropy − its entropy
    for (const [n, row] of shares.entries()) {
      const p = softmax(Float64Array.from(student.data.subarray(4 * n, 4 * n + 4)));
      for (const [k, q] of row.entries()) expected += (q * (Math.log(q) - Math.log(p[k]!))) / 12;
    }
    expect(found).toBeCloseTo(expected, 4);
  });

  test("samples of a class share their target, whatever the teacher says of each", () => {
    const { data } = meanTargets({ outputs: [{ logits: logits(7) }], labels, classes: 4 }, 4);
    expect(data.length).toBe(16);
    const own = classTargets(softTargets(logits(7), 4), labels, 4);
    for (const [k, { entropy }] of own.entries())
      expect(entropyOf(softmax(Float64Array.from(data.subarray(4 * k, 4 * k + 4))))).toBeCloseTo(
        entropy,
        4,
      );
  });
});
