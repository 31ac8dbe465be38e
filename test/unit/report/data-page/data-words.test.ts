import { expect, test } from "vitest";
import { shareText, span, value } from "#report/data-page/data-words";

test.each([
  [3.14, "3.1 s"],
  [59, "59 s"],
  [90, "1.5 min"],
  [3600, "1 h 00 min"],
  [13954, "3 h 53 min"],
])("%d s is %s", (seconds, text) => {
  expect(span(seconds)).toBe(text);
});

test.each([
  [0.12345, "0.123"],
  [-8, "−8"],
  [1234.5, "1235"],
  [Number.NaN, "–"],
])("%d is written %s", (number, text) => {
  expect(value(number)).toBe(text);
});

test("a trace of something is not nothing", () => {
  expect([0, 1, 500, 5000].map((part) => shareText(part, 100_000))).toEqual([
    ...["0", "< 0.01 %", "0.5 %", "5 %"],
  ]);
});
