import { expect, test } from "vitest";
import { interleaveChannels } from "#sensors/interleave-channels";

test("one series a channel becomes rows of all channels, scaled", () => {
  const data = interleaveChannels("file", [Float32Array.of(1, 2, 3), [10, 20, 30]], 2);
  expect([...data]).toEqual([2, 20, 4, 40, 6, 60]);
});

test("series of two lengths are refused", () => {
  expect(() => interleaveChannels("run.edf", [[1, 2], [1]])).toThrow(
    /run\.edf: 1 samples in channel 2, 2 in the first/,
  );
});
