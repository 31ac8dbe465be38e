import { describe, expect, test } from "vitest";
import { drawTraces, type Trace } from "#report/data-page/traces";

const frame = { domain: [-1, 1], seconds: 3, words: 'acc of "walk"' } as const;

function trace(values: readonly number[], more: Partial<Trace> = {}): Trace {
  const signal = { data: Float32Array.from(values), channels: ["x"], unit: "g", sampleRate: 1 };
  return { signal, channel: 0, offset: 0, look: "x", ...more };
}

function pathOf(drawn: Trace): string {
  return / class="x" d="([^"]*)"/.exec(drawTraces([drawn], frame).text)![1]!;
}

describe("a line", () => {
  test("runs from the left in time, upwards in value, and stays in the frame", () => {
    expect(pathOf(trace([-1, 0, 1, 5]))).toBe("M0 60L100 30L200 0L300 0");
  });

  test("is lifted over missing values", () => {
    expect(pathOf(trace([0, Number.NaN, 0, 0]))).toBe("M0 30M200 30L300 30");
  });

  test("goes around its offset, in its lane", () => {
    expect(pathOf(trace([7, 8], { offset: 7 }))).toBe("M0 30L100 0");
    expect(pathOf(trace([0, 1], { lane: [1, 2] }))).toBe("M0 45L100 30");
  });

  test("of many samples keeps the extremes", () => {
    const values = Array.from({ length: 3000 }, (_, t) => (t === 1234 ? 1 : t === 2345 ? -1 : 0));
    const signal = { ...trace(values).signal, sampleRate: 1000 };
    const path = pathOf({ ...trace(values), signal });
    expect(path).toContain("123.4 0");
    expect(path).toContain("234.5 60");
    expect(path.match(/[ML]/g)!.length).toBe(300);
  });

  test("of many samples is lifted where all of a part are missing, not where one is", () => {
    const values = Array.from({ length: 3000 }, (_, t) =>
      t === 1220 || (t >= 2000 && t < 2020) ? Number.NaN : 0,
    );
    const path = pathOf({
      ...trace(values),
      signal: { ...trace(values).signal, sampleRate: 1000 },
    });
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toContain("122.1 30");
  });
});

test("a mark stands at every whole second inside, and the words are escaped", () => {
  const { text } = drawTraces([], frame);
  expect(text).toContain('class="mark" d="M100 0V60M200 0V60"');
  expect(text).toContain('aria-label="acc of &quot;walk&quot;"');
});
