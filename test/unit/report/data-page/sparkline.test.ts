import { expect, test } from "vitest";
import { sparkline } from "#report/data-page/sparkline";

test("rises with the values", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], [0, 7], 80)).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([-5, 9], [0, 7], 80)).toBe("▁█");
});

test("many values share a letter, missing ones leave a blank", () => {
  expect(sparkline([0, 0, 8, 8, Number.NaN, 1], [0, 8], 3)).toBe("▁█ ");
  expect(sparkline([], [0, 1], 3)).toBe("");
});

test("without a range it stays in the middle", () => {
  expect(sparkline([2, 2], [2, 2], 3)).toBe("▅▅");
});
