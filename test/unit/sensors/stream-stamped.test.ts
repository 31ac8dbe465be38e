import { expect, test } from "vitest";
import { streamStamped } from "#sensors/stream-stamped";

test("each part begins at its first stamp; a row on the grid is itself", () => {
  const out: number[] = [];
  const stream = streamStamped(10, 1, ([x]) => out.push(x!));
  for (const [time, x] of [
    [1, 0],
    [1.05, 1],
    [1.25, 3],
    [1.3, 7],
  ] as const)
    stream.push(time, Float32Array.of(x));
  expect(out.map((x) => x.toFixed(3))).toEqual(["0.000", "1.500", "2.500"]);
  stream.end(); // 1.3 lies on the grid
  expect(out[3]).toBe(7);
  stream.push(9.99, Float32Array.of(5));
  stream.end();
  expect(out.slice(4)).toEqual([5]);
});
