import { expect, test } from "vitest";
import { type BrowserTrainingRow, browserTrainingTable } from "#benchmarks/browser-training";
import { machineFacts } from "#runtime/machine";

const row: BrowserTrainingRow = {
  case: "student-64",
  threads: 2,
  ours: "Chromium 147",
  peer: "onnxruntime-node",
  oursMs: 25,
  peerMs: 10,
  ratio: 2.5,
};

test("the table gives steps per second, both times and their ratio", () => {
  const measured = { command: "node x.mjs", measuredAt: "2026-01-02T03:04:05Z" };
  const table = browserTrainingTable({ ...measured, machine: machineFacts(), rows: [row] });
  expect(table).toContain(
    "| student-64 | 2 | Chromium 147 | 40.0 | 25.0 | onnxruntime-node | 10.0 | 2.50 |",
  );
  expect(table).toContain("2026-01-02, `node x.mjs`");
});
