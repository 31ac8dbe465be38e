import { expect, test } from "vitest";
import { evaluate, stack } from "#train/predict";

test("accuracy and mean cross-entropy by hand", () => {
  const logits = { data: Float32Array.of(Math.log(3), 0, 0, Math.log(4)), shape: [2, 2] };
  const { accuracy, loss } = evaluate(logits, Int32Array.of(0, 0)); // p = ¾ and ⅕
  expect(accuracy).toBe(0.5);
  expect(loss).toBeCloseTo(-(Math.log(0.75) + Math.log(0.2)) / 2, 6);
});

test("large logits do not overflow", () => {
  const { loss } = evaluate({ data: Float32Array.of(1e4, -1e4), shape: [1, 2] }, Int32Array.of(1));
  expect(loss).toBe(2e4);
});

test("parts are stacked along the first axis", () => {
  const part = (rows: number, start: number) => ({
    data: Float32Array.from({ length: rows * 2 }, (_, i) => start + i),
    shape: [rows, 2],
  });
  const { data, shape } = stack([part(2, 0), part(1, 4)]);
  expect(shape).toEqual([3, 2]);
  expect([...data]).toEqual([0, 1, 2, 3, 4, 5]);
});
