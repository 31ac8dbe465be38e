import { expect, test } from "vitest";
import type { WindowSet } from "#core/signal";
import { recordingOf } from "#live/recording";
import { leastKnown } from "#src/pipeline/live-run";

/** Window i holds 100·i, 100·i + 1, … in its first channel. */
function windowsOf(people: readonly string[], labels: readonly number[]): WindowSet {
  const [length, channels] = [3, ["x", "y"]];
  const signal = (sampleRate: number) => ({
    ...{ length, channels, sampleRate, unit: "g" },
    data: Float32Array.from({ length: labels.length * 6 }, (_, i) => {
      return i % 2 === 0 ? 100 * Math.floor(i / 6) + (i % 6) / 2 : -1;
    }),
  });
  return {
    ...{ size: labels.length, labels: Int32Array.from(labels), classes: ["sit", "walk"] },
    ...{ subjects: people, recordings: people.map((_, i) => `r${Math.floor(i / 3)}`) },
    origins: labels.map((_, i) => ({ start: 0.5 * (i % 3), end: 0.5 * (i % 3) + 1 })),
    signals: { acc: signal(50), slow: signal(25) },
  };
}

const people = ["a", "b", "b", "b", "b", "b"];
const windows = windowsOf(people, [1, 0, 0, 1, 1, 1]);

test("one person, class by class, without the windows that overlap the one before", () => {
  const recording = recordingOf(windows, { inputs: ["acc"] })!;
  expect(recording.subject).toBe("b");
  expect(recording.sampleRate).toBe(50);
  // windows 1 and 2 of r0 overlap; 3 and 5 of r1 do not
  expect([...recording.labels]).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1]);
  const first = [...recording.rows].filter((_, i) => i % 2 === 0);
  expect(first).toEqual([100, 101, 102, 300, 301, 302, 500, 501, 502]);
  expect(recordingOf(windows, { inputs: ["acc"], perClass: 1 })!.labels).toHaveLength(6);
});

test("inputs of two rates cannot be played as rows", () => {
  expect(recordingOf(windows, { inputs: ["acc", "slow"] })).toBeUndefined();
});

test("the person who is known least", () => {
  expect(leastKnown(windows, [0, 0, 0, 1, 1, 1])).toBe("a");
  expect(leastKnown(windows, [1, 0, 1, 1, 1, 1])).toBe("b");
});
