import { expect, test } from "vitest";
import { augmentationTable, benchmarkAugmentations } from "#benchmarks/augmentations";

test("measures without numpy too, and says why it is missing", async () => {
  const report = await benchmarkAugmentations({
    ...{ numpyScript: "augmentations.py", python: "no-such-python", filter: "re", rounds: 1 },
  });
  expect(report.peer).toContain("no-such-python");
  const names = new Set(report.rates.map(({ name }) => name));
  expect([...names].sort()).toEqual([
    ...["channels-reref", "freq-mask", "frequency-shift", "removal", "resample-speed"],
    ...["segmentation-reconstruction", "time-reverse"],
  ]);
  for (const { ours, ratio } of report.rates) {
    expect(ours).toBeGreaterThan(0);
    expect(ratio).toBeUndefined();
  }
  const shapes = report.rates.filter(({ name }) => name === "removal");
  expect(shapes.map(({ length, channels }) => [length, channels])).toEqual([
    ...[128, 128, 480].map((length, i) => [length, [6, 9, 64][i]]),
  ]);
  expect(augmentationTable(report)).toContain("| removal | 480×64 |");
}, 60_000);
