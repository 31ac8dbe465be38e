import fc from "fast-check";
import { expect, test } from "vitest";
import { splitExamples } from "#live/page/examples";
import { asRecorded, Recorder } from "#live/page/recorder";

const reading = { features: Float32Array.of(1), base: Float32Array.of(0, 1) };
const window = (start: number) => ({ start, end: start + 2 });

test("takes windows that lie within the seconds asked for, with the label chosen", () => {
  const recorder = new Recorder();
  recorder.add(window(0), reading, 1);
  recorder.begin(0, 3, 6);
  for (const start of [2, 3, 4, 7, 8]) recorder.add(window(start), reading, 1);
  expect(recorder.examples.map(({ start, label }) => [start, label])).toEqual([
    [3, 0],
    [4, 0],
    [7, 0],
  ]);
  expect(recorder.left(5)).toBe(4);
  expect(recorder.left(9)).toBeUndefined();
  recorder.add(window(9.5), reading, 1);
  expect(recorder.examples).toHaveLength(3);
});

test("follows the recording where asked, and a change begins another stretch", () => {
  const recorder = new Recorder();
  recorder.begin(asRecorded, 0, 100);
  for (const [start, truth] of [
    [0, 1],
    [1, 1],
    [2, -1], // across the change
    [3, 0],
    [5, 1],
  ] as const)
    recorder.add(window(start), reading, truth);
  expect(recorder.examples.map(({ label }) => label)).toEqual([1, 1, 0, 1]);
  const [a, b, c, d] = recorder.examples.map(({ stretch }) => stretch);
  expect(a).toBe(b);
  expect(new Set([a, c, d]).size).toBe(3);
});

test("a gap ends it; forgetting leaves nothing", () => {
  const recorder = new Recorder();
  recorder.begin(0, 0, 10);
  recorder.add(window(0), reading, -1);
  recorder.stop();
  recorder.add(window(1), reading, -1);
  expect(recorder.examples).toHaveLength(1);
  recorder.forget();
  expect(recorder.examples).toEqual([]);
});

test("no moment both teaches and asks", () => {
  const stretch = fc.record({
    label: fc.integer({ min: 0, max: 2 }),
    hops: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 5 }), (stretches) => {
      const examples = stretches.flatMap(({ label, hops }, i) =>
        Array.from({ length: hops }, (_, k) => ({
          ...{ ...reading, ...window(100 * i + 0.5 * k), label, stretch: i },
        })),
      );
      const { train, held } = splitExamples(examples);
      for (const a of train)
        for (const b of held) expect(a.end <= b.start || b.end <= a.start).toBe(true);
      for (const [i, { hops }] of stretches.entries()) {
        if (hops < 12) continue; // 7.5 s or more: enough for both
        expect(train.some((each) => each.stretch === i)).toBe(true);
        expect(held.some((each) => each.stretch === i)).toBe(true);
      }
    }),
  );
});
