/** What ros-kd promises: random mixtures of teachers, and teachers that saw different parts of the data. */
import { setBackend, tensor, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import type { Method } from "#distill/method";
import { drawWeights, rosKd, rowsSeen } from "#distill/multi-teacher/ros-kd";
import { kd } from "#distill/response/kd";
import { quietTf } from "#record/quiet";
import { lossOf, oneHot, type Sample } from "#test/contracts/method-samples";
import { expectClose, randomArray } from "#test/support/tensors";
import { network, run } from "#test/support/tiny-distillation";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** Weights of many steps, the chance of each its own. */
function draws(teachers: number, count: number): number[][] {
  return Array.from({ length: count }, (_, step) => {
    const random = new Random(step);
    const noise = (shape: readonly number[]) => tensor(random.uniforms(sizeOf(shape)), [...shape]);
    return tidy(() => [...drawWeights(teachers, noise).dataSync()]);
  });
}

describe("the mixture", () => {
  test.each([1, 2, 3, 5])("of %i teachers is on the simplex, and even in the mean", (teachers) => {
    const all = draws(teachers, 3000);
    for (const weights of all) {
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0);
    }
    const mean = Array.from(
      { length: teachers },
      (_, m) => all.reduce((total, weights) => total + weights[m]!, 0) / all.length,
    );
    for (const each of mean) expect(Math.abs(each - 1 / teachers)).toBeLessThan(0.03); // 4 sd of the mean
  });

  test("is of one teacher, of two and of three equally often", () => {
    const sizes = draws(3, 3000).map((weights) => weights.filter((weight) => weight > 0).length);
    for (const size of [1, 2, 3]) {
      const share = sizes.filter((each) => each === size).length / sizes.length;
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04); // 4 sd
    }
  });

  test("of two is uniform: a quarter of the weights lies below a quarter", () => {
    const both = draws(2, 4000).filter((weights) => weights.every((weight) => weight > 0));
    const below = both.filter(([first]) => first! < 0.25).length / both.length;
    expect(Math.abs(below - 0.25)).toBeLessThan(0.04);
  });
});

describe("the loss", () => {
  const logits = (seed: number) => ({ data: randomArray(24, seed, [-3, 3]), shape: [6, 4] });
  const labels = oneHot([0, 3, 1, 1, 2, 0]);
  const sample = (...seeds: number[]): Sample => ({
    student: { logits: logits(1) },
    teachers: seeds.map((seed) => ({ logits: logits(seed) })),
    labels,
  });
  const at = (where: Sample, changed: object) =>
    lossOf(rosKd as Method, where, { ...rosKd.options, ...changed });

  test("of equal teachers and no label is plain distillation", () => {
    const plain = lossOf(kd as Method, sample(2));
    expect(at(sample(2), { label: 0 })).toBeCloseTo(plain, 4);
    expect(at(sample(2, 2, 2), { label: 0 })).toBeCloseTo(plain, 4);
  });

  /** τ 1: q = ½ (0.8, 0.2) + ½ (1, 0) = (0.9, 0.1); student (0.5, 0.5): KL = ln 2 − H(0.9). */
  test("by hand, half of it the label", () => {
    const rows = (...row: number[]) => ({ data: Float32Array.from(row), shape: [1, 2] });
    const one: Sample = {
      student: { logits: rows(0, 0) },
      teachers: [{ logits: rows(Math.log(4), 0) }],
      labels: rows(1, 0),
    };
    const expected = Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1);
    expect(at(one, { label: 0.5, temperature: 1 })).toBeCloseTo(expected, 5);
  });
});

describe("who sees what", () => {
  const sets = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 80 });

  test("everybody sees ρ of each class or more, and every window is seen", () => {
    fc.assert(
      fc.property(
        sets,
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 2, max: 10 }),
        (all, m, tenths) => {
          const seen = Math.max(tenths / 10, 1 / m);
          const labels = Int32Array.from(all);
          const set = { labels, classes: ["a", "b", "c", "d"] };
          const rows = Array.from({ length: m }, (_, i) => rowsSeen(set, i, m, seen));
          expect(new Set(rows.flatMap((each) => [...each])).size).toBe(labels.length);
          for (const each of rows)
            for (const label of new Set(all)) {
              const of = (some: readonly number[]) => some.filter((x) => x === label).length;
              const own = of([...each].map((row) => labels[row]!));
              expect(own).toBeGreaterThanOrEqual(seen * of(all) - 1e-6);
            }
        },
      ),
    );
  });

  test("what one does not see is a stretch, another one for each: four of eight, three quarters", () => {
    const set = { labels: new Int32Array(8), classes: ["a"] };
    const missed = [0, 1, 2, 3].map((m) => {
      const rows = rowsSeen(set, m, 4, 0.75);
      return [0, 1, 2, 3, 4, 5, 6, 7].filter((row) => !rows.includes(row));
    });
    expect(missed).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
  });

  test.each([
    [{ seen: 0.3 }, "leave windows that none sees"],
    [{ seen: 0 }, "seen must be"],
    [{ label: 1 }, "label must be"],
    [{ averageLast: -1 }, "averageLast must be"],
  ])("refuses %o", (changed, message) => {
    const options = { ...rosKd.options, ...changed };
    expect(() => rosKd.stages(["a", "b"], options)).toThrow(message);
  });
});

describe("as a training", () => {
  const trained = (entry: unknown, changed: object, teachers = {}) => {
    const method = entry as Method;
    return run(method, { methodOptions: { ...method.options, ...changed }, ...teachers });
  };

  test("from one teacher, without label and average, it is plain distillation with λ 1", async () => {
    const plain = await trained(kd, { lambda: 1 });
    const robust = await trained(rosKd, { label: 0, averageLast: 0 });
    const [expected, found] = [plain, robust].map(({ student }) =>
      readWeights(student.network.model),
    );
    expectClose(found!.parameters, expected!.parameters, { absolute: 1e-4 });
  });

  test("the averaged student went the same way and ends elsewhere; the last epoch alone is an average too", async () => {
    const [last, half, little] = [0, 0.5, 0.01].map((averageLast) =>
      trained(rosKd, { averageLast }),
    );
    const [plain, averaged, short] = await Promise.all([last!, half!, little!]);
    expect(averaged.student.history).toEqual(plain.student.history);
    const weights = [plain, averaged, short].map(
      ({ student }) => readWeights(student.network.model).parameters,
    );
    const moved = (a: number, b: number) =>
      Math.hypot(...weights[a]!.map((x, i) => x - weights[b]![i]!));
    expect(moved(0, 2)).toBeGreaterThan(0); // two steps an epoch
    expect(moved(0, 1)).toBeGreaterThan(moved(0, 2));
  });

  test("teachers see their parts, the student everything", async () => {
    const { subsets, student } = await trained(rosKd, {}, { teachers: { a: network, b: network } });
    expect(subsets).toEqual([10, 10]); // of 6 windows of each class, 1 is left out
    expect(student.history.length).toBe(4);
  });
});
