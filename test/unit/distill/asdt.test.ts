/** What asdt promises: turns, masks, labels of steps. */
import { grad, scalar, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Method } from "#distill/method";
import { above, asdt, narrowTurn, nextPhase, spreadOut, stepLabels } from "#distill/self/asdt";
import { termOf } from "#distill/term";
import { quietTf } from "#record/quiet";
import { lecturesOf, lossInput } from "#test/contracts/method-samples";
import { expectClose } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const method = asdt as unknown as Method;
const numbers = (x: Tensor) => [...x.dataSync()];

/** Whose turn it is in each of some steps; 1 is the narrow teacher. */
function turns(count: number, period: number, duty: number): number[] {
  return tidy(() => {
    let phase = scalar(0);
    return Array.from({ length: count }, () => {
      const turn = narrowTurn(phase, period, duty).dataSync()[0]!;
      phase = nextPhase(phase, period);
      return turn;
    });
  });
}

describe("turns", () => {
  test("duty 1: only the narrow teacher; duty 0: only the wide one", () => {
    expect(new Set(turns(25, 10, 1))).toEqual(new Set([1]));
    expect(new Set(turns(25, 10, 0))).toEqual(new Set([0]));
  });

  test("over whole periods the narrow teacher has its share, within one step of each", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (period, duty) => {
          const all = turns(2 * period, period, duty);
          const share = all.reduce((a, b) => a + b, 0) / all.length;
          expect(Math.abs(share - duty)).toBeLessThanOrEqual(1 / period + 1e-6);
          expect(all.slice(period)).toEqual(all.slice(0, period));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("masks", () => {
  test("are where the scaled map is above the threshold; a flat map has none", () => {
    tidy(() => {
      const map = tensor([-1, 0, 1, 3, 2, 2, 2, 2], [2, 4]); // scaled 0, ¼, ½, 1
      expect(numbers(above(map, 0.3))).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
      expect(numbers(above(map, 0.6))).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
    });
  });

  test("spread over steps with like features: they share the peak, others do not", () => {
    tidy(() => {
      const features = tensor([1, 0, 2, 0, 0, 1], [1, 3, 2]); // the first two point one way
      const spread = spreadOut(tensor([4, 0, 0], [1, 3]), features, 0.01);
      expectClose(spread.dataSync(), [2, 2, 0], { absolute: 1e-5 });
    });
  });

  test("give steps the window's label inside, the extra class outside", () => {
    tidy(() => {
      const labels = tensor([0, 1], [1, 2]);
      expect(numbers(stepLabels(labels, tensor([1, 0], [1, 2])))).toEqual([0, 1, 0, 0, 0, 1]);
    });
  });
});

describe("the loss", () => {
  /** Held mask and gradients of the three branches at some phase. */
  function at(phase: number, changed: object = {}) {
    const options = { ...asdt.options, ...changed };
    const { lesson, sample } = lecturesOf(method, options)[0]!;
    const drawn = sample();
    const memory = { phase: { data: Float32Array.of(phase), shape: [] } };
    return tidy(() => {
      const input = lossInput({ ...drawn, memory });
      const mask = numbers(lesson.hold!(input, options).mask!);
      const { student } = input;
      const slopes = ["narrow", "wide", "steps"].map((name) => {
        const loss = (x: Tensor) =>
          termOf(
            lesson,
            {
              ...lossInput({ ...drawn, memory }),
              student: { ...student, taps: { ...student.taps, [name]: x } },
            },
            options,
          );
        return numbers(grad(loss)(student.taps[name]!));
      });
      return { mask, slopes, next: numbers(input.read("phase"))[0]! };
    });
  }

  test("the teachers' masks differ, and take turns; the phase goes on", () => {
    const [early, late] = [at(3), at(99)];
    expect(early.mask).not.toEqual(late.mask);
    expect(at(59).mask).toEqual(early.mask); // duty 0.5 + 0.4 · 0.25 = 0.6
    expect(at(61).mask).toEqual(late.mask);
    expect([early.next, late.next]).toEqual([4, 0]);
  });

  test("the step classifier moves no teacher: their slopes are the same whoever's mask it learns", () => {
    const [early, late] = [at(3), at(99)];
    expect(early.slopes.slice(0, 2)).toEqual(late.slopes.slice(0, 2));
    expect(early.slopes[2]).not.toEqual(late.slopes[2]);
  });

  test("a duty by losses gives the turn to the teacher with the smaller one", () => {
    const [first, last] = [0, 99].map((phase) => at(phase, { duty: "losses" }));
    expect(first!.mask).not.toEqual(last!.mask);
    expect(() => asdt.stages([], { ...asdt.options, duty: "now" })).toThrow(
      'duty must be "scheduled" or "losses", got "now"',
    );
  });
});
