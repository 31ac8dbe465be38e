import { expect, test } from "vitest";
import { benchmarkQuantize } from "#benchmarks/quantize";
import { quantizeTable } from "#benchmarks/quantize-table";
import type { WindowSet } from "#core/signal";
import * as schemes from "#export/quantize/schemes";
import { machineFacts } from "#runtime/machine";
import { exportedModel, length } from "#test/support/exported";
import { inProcessHost } from "#test/support/in-process-host";
import { randomArray } from "#test/support/tensors";

const classes = ["a", "b", "c", "d"];

function windows(size: number, seed: number): WindowSet {
  const channels = ["c0", "c1", "c2"];
  const data = randomArray(size * length * channels.length, seed);
  const signal = { data, length, channels, sampleRate: 50, unit: "g" };
  const rows = { subjects: Array<string>(size).fill("one"), recordings: Array(size).fill("one") };
  const labels = Int32Array.from({ length: size }, (_, i) => i % classes.length);
  return { size, signals: { acc: signal }, ...rows, labels, classes };
}

test("every scheme is a row with a file for each target, one of them the best; Python's is missing", async () => {
  const host = inProcessHost();
  const file = { bytes: exportedModel().bytes, train: windows(16, 1), test: windows(12, 2) };
  const report = await benchmarkQuantize("small", [file], { hosts: { cpu: host, wasm: host } });
  const names = Object.values(schemes).map(({ name }) => name);
  expect(report.rows.map(({ scheme }) => scheme)).toEqual(names);
  expect(report.rows.filter(({ best }) => best).length).toBeLessThanOrEqual(1); // float may win
  for (const { bytesRatio, cpuRatio, wasmRatio, accuracyDrop } of report.rows) {
    expect(bytesRatio).toBeLessThan(0.8);
    expect(Math.min(cpuRatio, wasmRatio)).toBeGreaterThan(0);
    expect(Math.abs(accuracyDrop)).toBeLessThanOrEqual(100);
  }
  const fp16 = report.rows.find(({ scheme }) => scheme === "fp16")!;
  expect(fp16.accuracyDrop).toBe(0);
  const table = quantizeTable({
    ...{ machine: machineFacts(), peer: "not measured: no Python" },
    networks: [report],
  });
  for (const name of names)
    expect(table).toMatch(new RegExp(`^\\| (\\*\\*)?${name}(\\*\\*)? \\|`, "m"));
  expect(table).toContain("A file for each: native ");
  expect(table).not.toContain("NaN");
}, 120_000);
