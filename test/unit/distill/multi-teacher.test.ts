/** What methods that weigh several teachers promise. */
import { setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { aekd, gradientProducts, leastNorm } from "#distill/multi-teacher/aekd";
import { aver } from "#distill/multi-teacher/aver";
import { ebkd, entropyWeights } from "#distill/multi-teacher/ebkd";
import { kd } from "#distill/response/kd";
import { quietTf } from "#record/quiet";
import { lossInput, lossOf, oneHot, type Sample } from "#test/contracts/method-samples";
import { expectClose, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const logits = (seed: number, range = 3) => ({
  data: randomArray(24, seed, [-range, range]),
  shape: [6, 4],
});
const sampleOf = (...seeds: readonly number[]): Sample => ({
  student: { logits: logits(1) },
  teachers: seeds.map((seed) => ({ logits: logits(seed) })),
  labels: oneHot([0, 3, 1, 1, 2, 0]),
});
const numbers = (make: () => Tensor) => tidy(() => [...make().dataSync()]);

describe.each([aver, ebkd, aekd])("$name", (method) => {
  const plain = lossOf(kd, sampleOf(2));

  test("from one teacher, or several that are alike, is plain distillation", () => {
    for (const seeds of [[2], [2, 2], [2, 2, 2]])
      expect(lossOf(method, sampleOf(...seeds))).toBeCloseTo(plain, 4);
  });

  test("does not ask in which order the teachers stand", () => {
    expect(lossOf(method, sampleOf(2, 3, 4))).toBeCloseTo(lossOf(method, sampleOf(4, 2, 3)), 4);
  });
});

describe("ebkd", () => {
  test("weights have sum 1 per sample, and the surer teacher has the larger", () => {
    const blurred = { logits: { ...logits(2), data: logits(2).data.map((x) => x / 10) } };
    const { teachers } = lossInput({ ...sampleOf(2), teachers: [{ logits: logits(2) }, blurred] });
    const [sure, unsure] = numbers(() => entropyWeights(teachers)).reduce<number[][]>(
      ([a, b], w, i) => (i < 6 ? [[...a!, w], b!] : [a!, [...b!, w]]),
      [[], []],
    );
    for (const [b, w] of sure!.entries()) {
      expect(w + unsure![b]!).toBeCloseTo(1, 5);
      expect(w).toBeGreaterThan(unsure![b]!);
    }
  });

  /** Entropies ln 4 and 0: weights 0 and 1. */
  test("a teacher that says nothing is not heard beside one that is sure", () => {
    const teachers = [
      [0, 0, 0, 0],
      [50, 0, 0, 0],
    ].map((row) => ({ logits: tensor([row]), taps: {} }));
    expectClose(
      numbers(() => entropyWeights(teachers)),
      [0, 1],
      { absolute: 1e-5 },
    );
  });
});

describe("aekd", () => {
  const squareNorm = (g: readonly number[][], w: readonly number[]) =>
    w.reduce((s, a, i) => s + w.reduce((r, b, j) => r + a * b * g[i]![j]!, 0), 0);

  test("no weights on a grid do better, within the limit", () => {
    const vectors = fc.array(
      fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      { minLength: 3, maxLength: 3 },
    );
    fc.assert(
      fc.property(vectors, fc.constantFrom(0.4, 0.6, 1), (gradients, limit) => {
        const products = gradients.map((a) =>
          gradients.map((b) => a.reduce((s, x, k) => s + x * b[k]!, 0)),
        );
        const found = numbers(() => leastNorm(tensor(products), limit));
        expect(found.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        for (const w of found) expect(w >= -1e-6 && w <= limit + 1e-6).toBe(true);
        const own = squareNorm(products, found);
        for (let i = 0; i <= 20; i++)
          for (let j = 0; i + j <= 20; j++) {
            const other = [i / 20, j / 20, 1 - (i + j) / 20];
            if (Math.max(...other) > limit) continue;
            expect(own).toBeLessThanOrEqual(squareNorm(products, other) + 2e-3);
          }
      }),
      { numRuns: 40 },
    );
  });

  /** Gradients 3 and −1: 0.25 · 3 − 0.75 = 0, and at most 0.6 leaves 0.4 and 0.6. */
  test("two teachers that pull apart are balanced, as far as the limit lets", () => {
    const products = [
      [9, -3],
      [-3, 1],
    ];
    expectClose(
      numbers(() => leastNorm(tensor(products), 1)),
      [0.25, 0.75],
    );
    expectClose(
      numbers(() => leastNorm(tensor(products), 0.6)),
      [0.4, 0.6],
    );
  });

  test("a limit below 1 / M gives equal weights", () => {
    expectClose(
      numbers(() =>
        leastNorm(
          tensor([
            [9, -3],
            [-3, 1],
          ]),
          0.1,
        ),
      ),
      [0.5, 0.5],
    );
  });

  test("the teacher that agrees with the student pulls least and weighs most", () => {
    const { student, teachers } = lossInput({ ...sampleOf(1, 2, 3) });
    const found = numbers(() => leastNorm(gradientProducts({ student, teachers }, 4), 0.6));
    expect(found[0]).toBeCloseTo(0.6, 5);
  });
});
