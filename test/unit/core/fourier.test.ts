import fc from "fast-check";
import { expect, test } from "vitest";
import { fastLength, largestFactor, transformRows } from "#core/fourier";
import { Random } from "#core/random";

const noise = (count: number, seed: number) => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};

/** The definition, term by term. */
function sums(rows: Float64Array, length: number, sign: number): Float64Array {
  const width = rows.length / length;
  const answer = new Float64Array(rows.length);
  for (let k = 0; k < length; k++)
    for (let t = 0; t < length; t++) {
      const angle = (sign * 2 * Math.PI * ((k * t) % length)) / length;
      for (let i = 0; i < width; i += 2) {
        const [x, y] = [rows[t * width + i]!, rows[t * width + i + 1]!];
        answer[k * width + i]! += x * Math.cos(angle) - y * Math.sin(angle);
        answer[k * width + i + 1]! += x * Math.sin(angle) + y * Math.cos(angle);
      }
    }
  return answer;
}

const far = (a: Float64Array, b: Float64Array) =>
  a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);

test("any length and number of series: the sums of the definition, both ways", () => {
  const cases = [fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 4 }), fc.integer()];
  fc.assert(
    fc.property(
      ...(cases as [fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<number>]),
      (length, series, seed) => {
        const rows = noise(2 * length * series, seed);
        for (const [direction, sign] of [
          ["forward", -1],
          ["inverse", 1],
        ] as const) {
          const found = transformRows(
            rows.slice(),
            new Float64Array(rows.length),
            length,
            direction,
          );
          expect(far(found, sums(rows, length, sign))).toBeLessThan(1e-10);
        }
      },
    ),
  );
});

test.each([480, 512, 562, 600, 1125])("length %i: there and back again", (length) => {
  const rows = noise(4 * length, 1);
  const [a, b] = [rows.slice(), new Float64Array(rows.length)];
  const spectrum = transformRows(a, b, length, "forward");
  const back = transformRows(spectrum, spectrum === a ? b : a, length, "inverse");
  expect(
    far(
      back.map((x) => x / length),
      rows,
    ),
  ).toBeLessThan(1e-11);
});

test("fast lengths have no factor above 5", () => {
  expect([1, 7, 127, 959, 1123].map(fastLength)).toEqual([1, 8, 128, 960, 1125]);
  expect([1, 2, 16, 562, 1125, 97].map(largestFactor)).toEqual([1, 2, 2, 281, 5, 97]);
});
