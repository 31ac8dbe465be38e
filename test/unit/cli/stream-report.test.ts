/** What a stream tells in JSON: times as a person would write them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tellers } from "#src/cli/stream-report";
import type { WindowAnswer } from "#stream/activity-stream";

const answer: WindowAnswer = {
  ...{ start: 0, end: 1, label: "walk", index: 0, confidence: 0.75, latency: 123.45678 },
  probabilities: Float32Array.of(0.75, 0.25),
  smoothed: Float32Array.of(0.75, 0.25),
  logits: Float32Array.of(1, -1),
};

function told(tell: (by: ReturnType<typeof tellers>) => void) {
  const lines: string[] = [];
  tell(tellers((line) => lines.push(line), { every: true, json: true }));
  return JSON.parse(lines[0]!);
}

const toldWindow = (start: number, end: number) =>
  told(({ onWindow }) => onWindow!({ ...answer, start, end }));

describe("a window in JSON", () => {
  test("has times without what adding up leaves behind", () => {
    expect(toldWindow(3 * 0.1, 3 * 0.1 + 1.28)).toEqual({
      ...answer,
      ...{ start: 0.3, end: 1.58, latency: 123.5 },
      ...{ probabilities: [0.75, 0.25], smoothed: [0.75, 0.25], logits: [1, -1] },
    });
  });

  test("starts where a hop of whole milliseconds says, an hour later and on a clock of 1970", () => {
    const milliseconds = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(milliseconds(5000), milliseconds(700), fc.boolean(), (hop, count, epoch) => {
        const base = epoch ? 1_700_000_000 : 0;
        const { start, end } = toldWindow(base + count * (hop / 1000), base + 2 + count * 0.02);
        expect(start).toBe((base * 1000 + count * hop) / 1000);
        expect(end).toBe((base * 100 + 200 + count * 2) / 100);
      }),
    );
  });
});

test("a gap in JSON has such times, too", () => {
  const gap = { from: 0.1 + 0.2, to: 0.7 + 0.1 + 0.2, reason: "silence" } as const;
  expect(told(({ onGap }) => onGap!(gap))).toEqual({ gap: { ...gap, from: 0.3, to: 1 } });
});
