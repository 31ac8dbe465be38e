import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { expect, test } from "vitest";
import { drawMany } from "#core/draw-many";

test("many draws are those that come one by one, and so are the ones after them", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(40), fc.nat(40), (seed, before, count) => {
      const single = xoroshiro128plus(seed);
      const many = xoroshiro128plus(seed);
      for (let i = 0; i < before; i++) expect(many.next()).toBe(single.next());
      const draws = new Int32Array(count + 1);
      const after = drawMany(many, draws, count);
      const expected = Array.from({ length: count }, () => single.next());
      expect([...draws]).toEqual([...expected, 0]);
      expect(after.next()).toBe(single.next());
    }),
  );
});

test("the generator handed in stays as it was", () => {
  const generator = xoroshiro128plus(7);
  drawMany(generator, new Int32Array(3), 3);
  expect(generator.next()).toBe(xoroshiro128plus(7).next());
});
