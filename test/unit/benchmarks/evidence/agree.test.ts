import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emptyGraph } from "#benchmarks/empty-graph";
import { agree } from "#benchmarks/evidence/agree";
import { evidenceTable } from "#benchmarks/evidence/evidence-table";
import { silentFile } from "#benchmarks/evidence/models";
import { machineFacts } from "#runtime/machine";
import { createOrtNodeSession } from "#runtime/ort-node";

test("everybody times every file, beside and beyond its empty call; the table says who was not there", async () => {
  const files = {
    empty: { bytes: emptyGraph(), floor: "empty" },
    silent: { bytes: silentFile(), floor: "empty" },
  };
  const script = fileURLToPath(new URL("not-there.py", import.meta.url));
  const told: number[] = [];
  const onProgress = ({ done }: { done: number }) => told.push(done);
  const report = await agree({ script, sittings: 2, rounds: 2, files, onProgress });
  expect(told).toEqual([1, 2]);
  expect(report.absent).not.toBeNull();
  expect(report.agreements.map(({ file, other }) => `${file}, ${other}`)).toEqual([
    ...["empty, bare loop", "empty, its native half"],
    ...["silent, bare loop", "silent, its native half"],
  ]);
  for (const { file, harness, theirs, verdict, beyond } of report.agreements) {
    for (const time of [harness, theirs, verdict.ratio]) expect(time).toBeGreaterThan(0);
    expect(beyond === null).toBe(file === "empty");
    expect(verdict).toMatchObject({ says: "can't tell", low: null, repeats: 2 }); // too few to tell
  }
  const dated = { measuredAt: "2026-01-02T", machine: machineFacts() };
  const table = evidenceTable({ command: "npm run bench:harness", agree: { ...dated, ...report } });
  expect(table).toContain("| silent | bare loop |");
  expect(table).toContain("Python was not asked:");
  expect(table).not.toContain("tell files apart");
});

test("the silent file takes and gives what the student does", async () => {
  const session = await createOrtNodeSession(silentFile());
  const data = Float32Array.from({ length: 128 * 9 }, (_, i) => i);
  const { logits } = await session.run({ imu: { dtype: "float32", shape: [1, 128, 9], data } });
  expect([...logits!.data]).toEqual([0, 1, 2, 3, 4, 5]);
  await session.release();
});
