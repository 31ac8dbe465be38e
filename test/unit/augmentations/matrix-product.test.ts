import { expect, test } from "vitest";
import { timesTransposed } from "#augmentations/matrix-product";
import { Random } from "#core/random";

test.each([
  [1, 1, 1],
  [3, 5, 2],
  [4, 8, 7],
  [7, 22, 22],
])("%i × %i and %i columns: the sums of the definition", (rows, inner, columns) => {
  const random = new Random(rows);
  const draw = (length: number) => Float64Array.from({ length }, () => random.normal());
  const [a, b] = [draw(rows * inner), draw(columns * inner)];
  const out = timesTransposed(a, b, inner, new Float64Array(rows * columns).fill(Number.NaN));
  out.forEach((value, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    const terms = Array.from({ length: inner }, (_, k) => a[r * inner + k]! * b[c * inner + k]!);
    expect(value).toBeCloseTo(
      terms.reduce((sum, x) => sum + x, 0),
      10,
    );
  });
});
