import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { ExamplePicks } from "#sensors/inspect/example-picks";
import { labelledRuns } from "#sensors/inspect/labelled-runs";

function recording(subject: string, id: string, label: Recording["label"], steps = 100): Recording {
  const data = Float32Array.from({ length: steps }, (_, i) => i);
  const acc = { data, channels: ["x"], unit: "g", sampleRate: 10 };
  return { id, subject, label, signals: { acc } };
}

function picksFrom(recordings: readonly Recording[], seed = 1, count = 3) {
  const picks = new ExamplePicks(2, { count, seconds: 4, random: new Random(seed) });
  for (const each of recordings) picks.add(each, labelledRuns(each));
  return picks.finish();
}

const many = Array.from({ length: 40 }, (_, i) => recording(`p${i % 8}`, `r${i}`, i % 2));

describe("examples", () => {
  test("each class has as many as asked, by different people", () => {
    const picked = picksFrom(many);
    for (const label of [0, 1]) {
      const subjects = picked.filter((each) => each.label === label).map(({ subject }) => subject);
      expect(subjects).toHaveLength(3);
      expect(new Set(subjects).size).toBe(3);
    }
  });

  test("do not depend on the order of the recordings, but on the seed", () => {
    const names = (picked: ReturnType<typeof picksFrom>) => picked.map((each) => each.recording);
    expect(names(picksFrom([...many].reverse()))).toEqual(names(picksFrom(many)));
    const seeds = Array.from({ length: 8 }, (_, i) => names(picksFrom(many, i + 1)).join());
    expect(new Set(seeds).size).toBeGreaterThan(4);
  });

  test("one person gives one, however many recordings there are", () => {
    expect(picksFrom(many.map((each) => ({ ...each, subject: "p" })))).toHaveLength(2);
  });

  test("come from the middle, no longer than asked", () => {
    const [example] = picksFrom([recording("p", "r", 0)]);
    expect(example).toMatchObject({ start: 3, recording: "r" });
    expect([...example!.signals.acc!.data]).toEqual(Array.from({ length: 40 }, (_, i) => 30 + i));
  });

  test("stay within the stretch that has the label", () => {
    const track = new Int32Array(100).fill(-1).fill(1, 20, 30);
    const [example, ...others] = picksFrom([recording("p", "r", track)]);
    expect(others).toEqual([]);
    expect([...example!.signals.acc!.data]).toEqual(Array.from({ length: 10 }, (_, i) => 20 + i));
  });
});
