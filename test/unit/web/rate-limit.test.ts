import fc from "fast-check";
import { expect, test } from "vitest";
import { rateLimit } from "#web/rate-limit";

test("in any time, nobody gets more than the burst and what has filled up since", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }), (pauses) => {
      let now = 0;
      const within = rateLimit({ burst: 5, perSecond: 2 }, () => now);
      let passed = 0;
      for (const pause of pauses) {
        now += pause;
        if (within("a")) passed++;
      }
      expect(passed).toBeLessThanOrEqual(5 + (2 * now) / 1000);
      expect(within("b")).toBe(true);
    }),
  );
});

test("who waits is let in again", () => {
  let now = 0;
  const within = rateLimit({ burst: 1, perSecond: 1 }, () => now);
  expect([within("a"), within("a")]).toEqual([true, false]);
  now = 1000;
  expect([within("a"), within("a")]).toEqual([true, false]);
});
