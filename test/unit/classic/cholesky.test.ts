import fc from "fast-check";
import { expect, test } from "vitest";
import { solveInPlace } from "#classic/cholesky";
import { expectClose, randomArray } from "#test/support/tensors";

test("a system solved by hand", () => {
  const right = Float64Array.of(8, 1, 7, 2); // two columns
  solveInPlace(Float64Array.of(4, 0, 2, 3), right, 2);
  expectClose(right, [1.25, -0.125, 1.5, 0.75], { absolute: 1e-12, relative: 0 });
});

test("A·X is B again", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1e6 }), (size, seed) => {
      const root = randomArray(size * size, seed);
      const at = (i: number, j: number) =>
        Array.from({ length: size }, (_, k) => root[i * size + k]! * root[j * size + k]!).reduce(
          (a, b) => a + b,
          i === j ? 0.5 : 0,
        );
      const matrix = Float64Array.from({ length: size * size }, (_, i) =>
        at(Math.floor(i / size), i % size),
      );
      const right = Float64Array.from(randomArray(size * 2, seed + 1));
      const x = right.slice();
      solveInPlace(matrix.slice(), x, size);
      const again = right.map((_, i) => {
        const [row, column] = [Math.floor(i / 2), i % 2];
        let sum = 0;
        for (let k = 0; k < size; k++) sum += matrix[row * size + k]! * x[k * 2 + column]!;
        return sum;
      });
      expectClose(again, right, { absolute: 1e-8, relative: 1e-8 });
    }),
  );
});

test("a matrix that is not positive definite is refused by its row", () => {
  expect(() => solveInPlace(Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 1), 2)).toThrow(
    "not positive definite (row 1",
  );
});
