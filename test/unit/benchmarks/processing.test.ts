import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { benchmarkProcessing, processingTable } from "#benchmarks/processing";

const script = fileURLToPath(new URL("../../../benchmarks/peers/processing.py", import.meta.url));

test("a table with and without scipy", () => {
  const machine = { cpu: "a processor", cores: 2, load: 0.5 } as Parameters<
    typeof processingTable
  >[0]["machine"];
  const rates = [
    { name: "notch", recording: "watch", ours: 61_800, scipy: 56_200, ratio: 1.1 },
    { name: "welch", recording: "EEG", ours: 554 },
  ];
  const table = processingTable({ machine, peer: "scipy 1.17.1", rates });
  expect(table).toContain("| notch | watch | 61.8 | 56.2 | 1.10 |");
  expect(table).toContain("| welch | EEG | 0.554 |  |  |");
});

test("without Python it says so, and measures its own", async () => {
  const options = { script, python: "no-such-python", filter: "notch", rounds: 1, warmUp: 0 };
  const { peer, rates } = await benchmarkProcessing(options);
  expect(peer).toContain("no-such-python");
  expect(rates).toHaveLength(2);
  expect(rates.every(({ ours, ratio }) => ours > 0 && ratio === undefined)).toBe(true);
});
