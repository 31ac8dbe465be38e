import { grad, scalar, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { crossEntropy, softenedDivergence } from "#distill/losses";
import type { Method } from "#distill/method";
import { kd } from "#distill/response/kd";
import { quietTf } from "#record/quiet";
import { lossInput, lossOf, type Sample } from "#test/contracts/method-samples";
import { expectClose } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const array = (...rows: readonly (readonly number[])[]) => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
});
const sample: Sample = {
  student: { logits: array([0, 0, 0], [1, -1, 0.5]) },
  teachers: [{ logits: array([2, 0, -2], [0, 3, 1]) }],
  labels: array([1, 0, 0], [0, 1, 0]),
  constants: {},
};
const method = kd as Method;

/*
 * In double precision, with p(z) = softmax(z/2): 2² Σ p(zᵗ) ln(p(zᵗ)/p(zˢ)).
 * Row 1: p(zᵗ) = [0.665241, 0.244728, 0.090031], p(zˢ) = [⅓, ⅓, ⅓] → 4 · 0.266217 = 1.064867. Row 2: 2.177204.
 */
test("an example worked out elsewhere: τ = 2", () => {
  expect(lossOf(method, sample, { ...kd.options, temperature: 2 })).toBeCloseTo(1.621035422, 5);
  tidy(() => {
    const { student, teachers } = lossInput(sample);
    const each = softenedDivergence(student.logits, teachers[0]!.logits, 2);
    expectClose(each.dataSync(), [1.064866827, 2.177204017]);
  });
});

/** d KD/d zˢ = τ (p(zˢ; τ) − p(zᵗ; τ))/B */
test("the gradient in closed form", () => {
  const gradient = tidy(() => {
    const context = lossInput(sample);
    const loss = (logits: Tensor) =>
      kd.loss!({ ...context, student: { logits, taps: {} } }, { ...kd.options, temperature: 2 });
    return grad(loss)(context.student.logits).dataSync();
  });
  expectClose(
    gradient,
    [-0.331907622, 0.088604862, 0.24330276, 0.325591184, -0.457160391, 0.131569207],
  );
});

test("labels and teacher share the weight", () => {
  expect(kd.weights({ ...kd.options, lambda: 0.7 }, scalar(0))).toEqual({
    hard: expect.closeTo(0.3),
    soft: 0.7,
  });
});

describe("guided", () => {
  const guided = { ...kd.options, temperature: 2, guided: true };
  const answered = (logits: Sample["student"]["logits"]): Sample => ({
    ...sample,
    teachers: [{ logits }],
  });

  test("where the teacher is wrong, nothing is learnt from it: half of row 1 by hand, or nothing", () => {
    const half = answered(array([2, 0, -2], [0, 1, 3])); // right, wrong
    expect(lossOf(method, half, guided)).toBeCloseTo(1.064866827 / 2, 5);
    const surer = answered(array([2, 0, -2], [0, 1, 30]));
    expect(lossOf(method, surer, guided)).toBeCloseTo(1.064866827 / 2, 5);
    expect(lossOf(method, answered(array([0, 2, -2], [0, 1, 3])), guided)).toBe(0);
  });

  test("it is plain distillation where the teacher is right throughout", () => {
    expect(lossOf(method, sample, guided)).toBeCloseTo(1.621035422, 5);
  });
});

describe("cross-entropy", () => {
  const of = (logits: number[][], labels: number[][]) =>
    tidy(() => crossEntropy(tensor(logits), tensor(labels)).dataSync()[0]!);

  test("of certain and right, of undecided, of certain and wrong", () => {
    expect(of([[50, 0]], [[1, 0]])).toBeCloseTo(0, 6);
    expect(of([[0, 0, 0, 0]], [[0, 1, 0, 0]])).toBeCloseTo(Math.log(4), 6);
    expect(of([[10_000, 0]], [[0, 1]])).toBeCloseTo(10_000, 2);
  });

  test("with soft labels: the weighted mean of those with hard ones", () => {
    const logits = [[0.3, -1, 2]];
    const mixed = of(logits, [[0.25, 0, 0.75]]);
    expect(mixed).toBeCloseTo(0.25 * of(logits, [[1, 0, 0]]) + 0.75 * of(logits, [[0, 0, 1]]), 5);
  });
});
