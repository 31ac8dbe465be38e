import { expect, test } from "vitest";
import {
  bytes,
  count,
  duration,
  elapsed,
  percent,
  points,
  signed,
  threeDigits,
} from "#report/format";

test.each([
  [percent(0.8312), "83.1 %"],
  [percent(0.8312, 0), "83 %"],
  [points(0.0294), "+2.9 points"],
  [points(-0.0051), "−0.5 points"],
  [points(0.0001), "0.0 points"],
  [signed(2.94), "+2.9"],
  [signed(-0.04), "0.0"],
  [bytes(12_900), "12.9 kB"],
  [bytes(950), "950 B"],
  [bytes(4_530_000), "4.5 MB"],
  [bytes(123_456), "123 kB"],
  [count(424_000), "424 k"],
  [count(20_100_000), "20.1 M"],
  [count(950), "950"],
  [count(3e9), "3.0 G"],
  [duration(62.14), "62.1 µs"],
  [duration(1620), "1.62 ms"],
  [duration(2.1e6), "2.10 s"],
  [duration(999.7), "1.00 ms"],
  [duration(99.97), "100 µs"],
  [duration(1.5e9), "1500 s"],
  [bytes(999_700), "1.0 MB"],
  [count(99_970), "100 k"],
  [threeDigits(534_998), "534998"],
  [elapsed(41.2), "41 s"],
  [elapsed(60), "1 min 00 s"],
  [elapsed(141), "2 min 21 s"],
  [elapsed(3900), "1 h 05 min"],
])("%s", (formatted, expected) => {
  expect(formatted).toBe(expected);
});
