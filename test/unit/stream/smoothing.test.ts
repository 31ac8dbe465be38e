import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as smoothings from "#stream/smoothing/entries";
import type { Smoothing, SmoothingTask } from "#stream/smoothing/smoother";

const classes = 3;
const task: SmoothingTask = { classes, hop: 0.64, seconds: 1.28 };

/** Up to six windows of three classes. */
const series = fc.array(
  fc
    .tuple(...Array.from({ length: classes }, () => fc.double({ min: 0.01, max: 1, noNaN: true })))
    .map((weights) => {
      const total = weights.reduce((sum, x) => sum + x);
      return Float32Array.from(weights, (x) => x / total);
    }),
  { minLength: 1, maxLength: 6 },
);

function smoothed<Options extends object>(
  entry: Smoothing<Options>,
  options: Partial<Options>,
  windows: readonly Float32Array[],
) {
  const smoother = entry.open({ ...entry.options, ...options }, task);
  return windows.map((probabilities) => {
    const out = new Float32Array(classes);
    smoother.next(probabilities, out);
    return out;
  });
}

test("every way gives probabilities, and forgets the past when told to", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(smoothings)), series, (entry, windows) => {
      const smoother = entry.open(entry.options as never, task);
      const pass = () =>
        windows.map((probabilities) => {
          const out = new Float32Array(classes);
          smoother.next(probabilities, out);
          expect(out.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
          expect(out.every((p) => p >= 0)).toBe(true);
          return [...out];
        });
      const first = pass();
      smoother.reset();
      expect(pass()).toEqual(first);
    }),
  );
});

describe("hmm", () => {
  /** P(state of the last window | all windows): the sum over every path there is. */
  function bruteForce(windows: readonly Float32Array[], dwell: number): number[] {
    const stay = Math.exp(-task.hop / dwell);
    const move = (from: number, to: number) => (from === to ? stay : (1 - stay) / (classes - 1));
    const weights = new Array<number>(classes).fill(0);
    for (let code = 0; code < classes ** windows.length; code++) {
      const path = windows.map((_, t) => Math.floor(code / classes ** t) % classes);
      const weight = path.reduce(
        (product, state, t) =>
          product *
          (t === 0 ? 1 / classes : move(path[t - 1]!, state)) *
          windows[t]![state]! ** (t === 0 ? 1 : 0.5), // half of each later window is new
        1,
      );
      weights[path.at(-1)!]! += weight;
    }
    const total = weights.reduce((sum, weight) => sum + weight);
    return weights.map((weight) => weight / total);
  }

  test("equals the sum over all paths", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 0.1, max: 60, noNaN: true }), (windows, dwell) => {
        const last = smoothed(smoothings.hmm, { dwell }, windows).at(-1)!;
        bruteForce(windows, dwell).forEach((p, k) => {
          expect(last[k]).toBeCloseTo(p, 5);
        });
      }),
    );
  });

  test("one odd window does not change its mind, several do", () => {
    const [a, b] = [Float32Array.of(0.9, 0.05, 0.05), Float32Array.of(0.1, 0.8, 0.1)];
    const labels = smoothed(smoothings.hmm, {}, [a, a, a, a, b, a, b, b, b, b, b, b]).map((p) =>
      p.indexOf(Math.max(...p)),
    );
    expect(labels.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(labels.at(-1)).toBe(1);
  });

  test("refuses a dwell of nothing", () => {
    expect(() => smoothed(smoothings.hmm, { dwell: 0 }, [])).toThrow(
      "dwell must be above 0 s, got 0",
    );
  });
});

describe("majority", () => {
  test("counts the votes of the newest windows alone", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 4 }), (windows, most) => {
        smoothed(smoothings.majority, { windows: most }, windows).forEach((shares, t) => {
          const voters = windows.slice(Math.max(0, t + 1 - most), t + 1);
          const votes = voters.map((p) => p.indexOf(Math.max(...p)));
          shares.forEach((share, k) => {
            expect(share * voters.length).toBeCloseTo(votes.filter((vote) => vote === k).length, 5);
          });
        });
      }),
    );
  });

  test("refuses half a window", () => {
    expect(() => smoothed(smoothings.majority, { windows: 2.5 }, [])).toThrow(
      "whole number from 1 to 10000, got 2.5",
    );
  });
});
