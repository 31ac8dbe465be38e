import fc from "fast-check";
import { expect, test } from "vitest";
import type { Recording } from "#core/signal";
import { labelledRuns } from "#sensors/inspect/labelled-runs";

function recording(label: Recording["label"], steps: number): Recording {
  const signal = { data: new Float32Array(2 * steps), channels: ["a", "b"], unit: "g" };
  return { id: "r", subject: "p", label, signals: { acc: { ...signal, sampleRate: 10 } } };
}

test("one label is one run", () => {
  expect(labelledRuns(recording(3, 25))).toEqual([{ label: 3, start: 0, end: 2.5 }]);
});

test("a label track is cut where it changes", () => {
  const track = Int32Array.of(-1, -1, 0, 0, 0, 1, 0);
  expect(labelledRuns(recording(track, 7))).toEqual([
    { label: -1, start: 0, end: 0.2 },
    { label: 0, start: 0.2, end: 0.5 },
    { label: 1, start: 0.5, end: 0.6 },
    { label: 0, start: 0.6, end: 0.7 },
  ]);
});

test("nothing at all has no runs", () => {
  expect(labelledRuns({ ...recording(0, 1), signals: {} })).toEqual([]);
  expect(labelledRuns(recording(new Int32Array(0), 0))).toEqual([]);
});

test("runs follow one another, and neighbours differ", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 1 }), (labels) => {
      const runs = labelledRuns(recording(Int32Array.from(labels), labels.length));
      expect(runs.at(-1)!.end).toBe(labels.length / 10);
      runs.slice(1).forEach((run, i) => {
        expect(run.start).toBe(runs[i]!.end);
        expect(run.label).not.toBe(runs[i]!.label);
      });
    }),
  );
});
