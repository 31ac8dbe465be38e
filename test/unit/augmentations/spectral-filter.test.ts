import fc from "fast-check";
import { expect, test } from "vitest";
import { filterPeriodic, flatResponse, responseOf } from "#augmentations/spectral-filter";
import { Random } from "#core/random";

/** Convolution around the corner, term by term. */
function convolved(data: Float32Array, width: number, impulse: Float64Array): Float64Array {
  const length = data.length / width;
  return Float64Array.from(data, (_, i) => {
    const [t, c] = [Math.floor(i / width), i % width];
    return impulse.reduce(
      (sum, h, k) => sum + h * data[((t - k + length) % length) * width + c]!,
      0,
    );
  });
}

test("any length, primes too, any number of channels: the convolution around the corner", () => {
  const sizes = fc.record({
    length: fc.integer({ min: 1, max: 60 }),
    width: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(sizes, ({ length, width, seed }) => {
      const random = new Random(seed);
      const data = random.normals(length * width);
      const impulse = Float64Array.from({ length }, () => random.normal());
      const channels = Array.from({ length: width }, (_, c) => `c${c}`);
      const window = { data, length, channels, sampleRate: 50, unit: "g" };
      const out = new Float32Array(data.length);
      filterPeriodic(window, responseOf(impulse, length), out);
      const expected = convolved(data, width, impulse);
      const far = out.map((x, i) => Math.abs(x - expected[i]!));
      expect(Math.max(...far)).toBeLessThan(2e-5 * Math.sqrt(length));
    }),
  );
});

test("a flat response leaves everything, length by length", () => {
  for (const length of [1, 2, 7, 11, 64, 562]) {
    const data = new Random(length).normals(length);
    const out = new Float32Array(length);
    const window = { data, length, channels: ["x"], sampleRate: 50, unit: "g" };
    filterPeriodic(window, flatResponse(length), out);
    expect(Math.max(...out.map((x, i) => Math.abs(x - data[i]!)))).toBeLessThan(1e-6);
  }
});
