import fc from "fast-check";
import { expect, test } from "vitest";
import { halfBits } from "#export/quantize/half";

const bits = (x: number) => halfBits(Float32Array.of(x))[0]!;

/** IEEE 754, binary16. */
function realOf(half: number): number {
  const [exponent, mantissa] = [(half >> 10) & 31, half & 1023];
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -size : size;
}

test.each([
  [0, 0x0000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [1e6, 0x7bff], // the largest instead of infinity
  [2 ** -24, 0x0001], // the smallest subnormal
  [2 ** -25, 0x0000], // a tie goes to even
  [2 ** -14, 0x0400], // the smallest normal
  [1 + 2 ** -11, 0x3c00], // a tie goes to even
  [1 + 3 * 2 ** -11, 0x3c02],
  [1 / 3, 0x3555],
])("%s", (x, expected) => {
  expect(bits(x)).toBe(expected);
});

test("no other float16 is nearer", () => {
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (x) => {
      const half = bits(x);
      const distance = Math.abs(realOf(half) - x);
      for (const other of [half - 1, half + 1]) {
        if ((other & 0x7fff) < 0x7c00) {
          expect(distance).toBeLessThanOrEqual(Math.abs(realOf(other & 0xffff) - x));
        }
      }
    }),
  );
});
