/** What methods that weigh several teachers promise. */
import { setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { mapNamesOf } from "#distill/feature-maps";
import { frozenTail } from "#distill/frozen-tail";
import { shapesOf } from "#distill/learner";
import type { Method } from "#distill/method";
import { aekd, gradientProducts, leastNorm } from "#distill/multi-teacher/aekd";
import { aver } from "#distill/multi-teacher/aver";
import { caMkd, confidenceWeights, responseTerm } from "#distill/multi-teacher/ca-mkd";
import { ebkd, entropyWeights } from "#distill/multi-teacher/ebkd";
import { kd } from "#distill/response/kd";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { eegnet } from "#students/eegnet";
import { resnet181d } from "#teachers/resnet18-1d";
import { wrn1d } from "#teachers/wrn1d";
import {
  type Lecture,
  lecturesOf,
  lossInput,
  lossOf,
  oneHot,
  type Sample,
} from "#test/contracts/method-samples";
import { expectClose, randomArray, randomTensor } from "#test/support/tensors";
import { network, run } from "#test/support/tiny-distillation";
import { readWeights } from "#train/weights";

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

describe("ca-mkd", () => {
  const weights = (...errors: readonly number[]) =>
    numbers(() => confidenceWeights(tensor(errors.map((error) => [error]))));

  test("weights have sum 1; teachers that err alike weigh alike", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 50, noNaN: true }), { minLength: 1 }),
        (errors) => {
          const found = weights(...errors);
          expect(found.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
          expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
    expectClose(weights(2, 2, 2), [1 / 3, 1 / 3, 1 / 3]);
  });

  test("a teacher that is wholly wrong is not heard, the others share", () => {
    expectClose(weights(0.5, 1e4, 0.5), [0.5, 0, 0.5]);
  });

  /** softmax(ln 3, 0) = (3/4, 1/4): each of two weighs the other's share. */
  test("each of two weighs as the other errs", () => {
    expectClose(weights(Math.log(3), 0), [0.25, 0.75]);
  });

  test("answers of one teacher are plain distillation", () => {
    const input = lossInput(sampleOf(2));
    expectClose(
      numbers(() => responseTerm(input, 4)),
      [lossOf(kd, sampleOf(2))],
    );
  });

  test("answers of several that are alike are plain distillation, divided by their number", () => {
    const input = lossInput(sampleOf(2, 2, 2));
    expectClose(
      numbers(() => responseTerm(input, 4)),
      [lossOf(kd, sampleOf(2)) / 3],
      { relative: 1e-4 },
    );
  });

  test("features join after the first epoch", () => {
    const [{ sample }] = lecturesOf(caMkd as Method) as [Lecture];
    const at = (progress: number, beta: number) =>
      lossOf(caMkd, { ...sample(), progress }, { ...caMkd.options, beta });
    expect(at(0, 50)).toBe(at(0, 0));
    expect(at(0.1, 50)).toBeGreaterThan(at(0.1, 0));
  });

  test.each([
    ["wrn1d", wrn1d, { depth: 10, width: 1 }],
    ["eegnet", eegnet, {}],
    ["resnet18-1d", resnet181d, { width: 4 }],
  ])("a teacher's tail makes its logits of its last map: %s", (_, entry, options) => {
    const { build, options: own } = entry as unknown as NetworkEntry;
    const inputs = [{ modality: "eeg", length: 128, channels: 4, sampleRate: 128 }];
    const built = build({ inputs, classes: 3, seed: 1 }, { ...own, ...options });
    const tail = frozenTail(built);
    const last = mapNamesOf(shapesOf(built).taps).at(-1)!;
    tidy(() => {
      const { logits, taps } = applyNetwork(built, [randomTensor([2, 128, 4], 1)], false);
      const again = tail.model.apply(taps[last]!) as Tensor;
      expectClose(again.dataSync(), logits.dataSync(), { absolute: 1e-5 });
    });
    expect(tail.frozen).toBe(true);
  });

  test("tails stay what the teachers are; regressors move", async () => {
    const teachers = { t: network, u: network };
    const { student, teachers: trained } = await run(caMkd as Method, { teachers });
    for (const [m, teacher] of trained.entries()) {
      const { parameters } = readWeights(student.parts[`tail${m}`]!.model);
      expect(parameters).toEqual(readWeights(frozenTail(teacher.network).model).parameters);
    }
    const read = (part: string) => readWeights(student.parts[part]!.model).parameters;
    expect(read("regressor0Scale").some((x) => x !== 1)).toBe(true);
    expect(read("regressor0")).not.toEqual(read("regressor1"));
  });
});
