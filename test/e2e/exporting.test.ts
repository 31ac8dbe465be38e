/** The bars on exporting are measured on what is built: the command runs, and every student that a watch can carry is there. */
import { resolve } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { readBars } from "#benchmarks/bars/read-bars";
import { exportingTable } from "#benchmarks/exporting/exporting-table";
import { measureExporting } from "#benchmarks/exporting/measure-exporting";
import { quietTf } from "#record/quiet";
import { machineFacts } from "#runtime/machine";

test("a short measurement fills every bar and the table", async () => {
  quietTf();
  await setBackend("cpu");
  const report = await measureExporting({
    ...{ cli: resolve("dist/src/cli/main.js"), runs: 1, rounds: 20 },
    clock: () => performance.now(),
  });
  const names = ["bilstm-s", "cnn1d-branches", "cnn1d-tiny", "ds-cnn1d", "gru", "tcn", "tiny-har"];
  expect(report.warm.map(({ what }) => what)).toEqual(names);
  const own = readBars({ exporting: report }).filter(({ script }) => script === "exporting");
  expect(own.map(({ figures }) => figures.length)).toEqual([names.length, 1, 1]);
  expect(own.every(({ figures }) => figures.every(({ value }) => value > 0))).toBe(true);
  const table = exportingTable(report, machineFacts());
  for (const word of [...names, "wristill export", "| 1d |", "| 2d |"])
    expect(table).toContain(word);
});
