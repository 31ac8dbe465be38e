import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commonSpan, orderStamps, resampleStamped, type StampedSignal } from "#sensors/stamps";

/** A signal that is `f` at each of its stamps. */
function stamped(times: readonly number[], f: (time: number) => number): StampedSignal {
  return {
    times: Float64Array.from(times),
    data: Float32Array.from(times, f),
    channels: ["x"],
    unit: "g",
  };
}

const even = (rate: number, seconds: number) =>
  Array.from({ length: rate * seconds + 1 }, (_, i) => i / rate);

describe("uneven stamps", () => {
  test("a straight line comes back, by either method, wherever its stamps lie", () => {
    const steps = fc.array(fc.double({ min: 0.02, max: 0.06, noNaN: true }), {
      minLength: 3,
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.constantFrom("linear", "cubic"), (distances, method) => {
        let time = 1;
        const times = distances.map((distance) => (time += distance));
        const line = stamped(times, (t) => 4 - 3 * t);
        const { data } = resampleStamped(line, { sampleRate: 100, method });
        expect(data.length).toBe(Math.floor((times.at(-1)! - times[0]!) * 100 + 1e-6) + 1);
        data.forEach((value, i) => {
          expect(value).toBeCloseTo(4 - 3 * (times[0]! + i / 100), 3);
        });
      }),
    );
  });

  test("cubic never overshoots a step", () => {
    const step = stamped(even(10, 4), (t) => (t < 2 ? 0 : 1));
    const { data } = resampleStamped(step, { sampleRate: 100, method: "cubic" });
    expect([Math.min(...data), Math.max(...data)]).toEqual([0, 1]);
  });

  test("going down, what the new rate cannot hold is gone", () => {
    const jitter = even(200, 6).map((t, i) => t + 1e-4 * Math.sin(i));
    const wave = (hertz: number) =>
      resampleStamped(
        stamped(jitter, (t) => Math.sin(2 * Math.PI * hertz * t)),
        { sampleRate: 20 },
      ).data.slice(20, -20);
    expect(Math.max(...wave(3))).toBeCloseTo(1, 1);
    expect(Math.max(...wave(81).map(Math.abs))).toBeLessThan(0.02); // would fold to 1 Hz
  });

  test("a silence is missing, not bridged", () => {
    const times = even(20, 4).filter((t) => t <= 1 || t >= 2);
    const { data } = resampleStamped(
      stamped(times, (t) => t),
      { sampleRate: 20 },
    );
    expect(data).toHaveLength(81);
    expect([...data.keys()].filter((i) => Number.isNaN(data[i]))).toEqual(
      Array.from({ length: 19 }, (_, i) => 21 + i),
    );
    const bridged = stamped(times, (t) => t);
    expect([...resampleStamped(bridged, { sampleRate: 20, longestGap: 1.5 }).data]).not.toContain(
      Number.NaN,
    );
  });

  test("two sensors get one clock", () => {
    const [a, b] = [stamped(even(20, 5), (t) => t), stamped(even(50, 6).slice(13), (t) => t)];
    const span = commonSpan([a, b]);
    expect(span).toEqual({ start: 0.26, end: 5 });
    const [first, second] = [a, b].map((one) => resampleStamped(one, { sampleRate: 10, ...span }));
    expect(first!.data).toHaveLength(second!.data.length);
    first!.data.forEach((value, i) => {
      expect(value).toBeCloseTo(0.26 + i / 10, 2);
    });
    expect(() => commonSpan([a, stamped([7, 8], (t) => t)])).toThrow(/no time in common/);
  });
});

test("disorder is refused with its place, and put right on request", () => {
  const mixed = stamped([0, 0.2, 0.1, Number.NaN, 0.2, 0.3], (t) => (Number.isNaN(t) ? 9 : 10 * t));
  mixed.data[1] = 4;
  expect(() => resampleStamped(mixed, { sampleRate: 10 })).toThrow(/row 2 is at 0.1 s/);
  const ordered = orderStamps(mixed);
  expect([...ordered.times]).toEqual([0, 0.1, 0.2, 0.3]);
  expect([...ordered.data]).toEqual([0, 1, 3, 3]); // 0.2 s: the mean of 4 and 2
  expect(resampleStamped(ordered, { sampleRate: 10 }).data).toHaveLength(4);
});

test("too little to interpolate is refused", () => {
  expect(() =>
    resampleStamped(
      stamped([1], () => 1),
      { sampleRate: 10 },
    ),
  ).toThrow(/1 stamps/);
});
