import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadBursts } from "#sensors/spread-bursts";

test("a burst is spread over the time before it arrived", () => {
  const spread = [...spreadBursts([0, 1, 1, 1, 2], 0.25)];
  expect(spread).toEqual([0, 0.5, 0.75, 1, 2]);
});

test("ascending, at least the interval apart, never later than arrived", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (arrivals) => {
      const times = arrivals.sort((a, b) => a - b);
      const spread = spreadBursts(times, 0.5);
      spread.forEach((time, i) => {
        expect(time).toBeLessThanOrEqual(times[i]!);
        if (i > 0) expect(time - spread[i - 1]!).toBeGreaterThanOrEqual(0.5);
      });
    }),
  );
});
