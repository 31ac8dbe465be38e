/** What methods cost: the steps that are found, and what is counted. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { activityData, modality } from "#benchmarks/methods/activity-data";
import {
  benchmarkMethods,
  type MethodsReport,
  planOf,
} from "#benchmarks/methods/benchmark-methods";
import { collectSteps } from "#benchmarks/methods/collect-steps";
import { methodsTable } from "#benchmarks/methods/methods-table";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { recordedEngine } from "#train/engines/recorded";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const oneRound = { rounds: 1, stepsPerRound: 1, warmup: 0, threads: 1 };

test("the windows are those of UCI HAR; the last batch wraps", () => {
  const data = activityData(5);
  const { batch } = data.batches({ batchSize: 4, modalities: [modality], shuffle: false });
  const { inputs, labels, sampleIds } = batch(0, 1);
  expect([...sampleIds]).toEqual([4, 0, 1, 2]);
  expect(inputs[modality]!.shape).toEqual([4, 128, 9]);
  expect([...labels.data.subarray(0, 6)]).toEqual([0, 0, 0, 0, 1, 0]);
  const first = data.train.signals[modality]!.data.subarray(4 * 128 * 9, 5 * 128 * 9);
  expect(inputs[modality]!.data.subarray(0, 128 * 9)).toEqual(first);
});

test("every training but the teacher's own is found, with as many steps as it would take", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wristill-collect-"));
  try {
    const plan = planOf(methods.ft as unknown as Method, "kept");
    const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
    const found = await collectSteps(plan, { engine, data: activityData(64), folder });
    expect(found.map(({ path, steps }) => [path, steps])).toEqual([
      ["teacher1-paraphraser", plan.train.teacher.epochs / 8],
      ["student", plan.train.student.epochs],
    ]);
    const { step, inputs } = found.at(-1)!;
    expect(Object.keys(inputs)).toContain("teacher0_factor");
    const before = step.state.arrays.parameters!;
    expect((await step.run(inputs, 1e-3)).loss).toBeGreaterThan(0);
    expect(step.state.arrays.parameters).not.toEqual(before);
    for (const each of found) await each.step.release();
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("the report", () => {
  let report: MethodsReport;
  beforeAll(async () => {
    report = await benchmarkMethods({ ...oneRound, filter: "none" });
  });

  test("none beside itself costs one of its trainings", () => {
    const [row] = report.rows;
    expect(report.rows).toHaveLength(1);
    expect(row).toMatchObject({ method: "none", teachers: 0, stages: [] });
    expect(row!.whole).toBe(row!.ratio);
    expect(row!.p50).toBeGreaterThan(0);
  });

  test("as a table: a row each, other trainings with their share, who is absent and why", () => {
    const stages = [{ path: "student-codes", p50: 12.34, share: 0.8 }];
    const row = { ...report.rows[0]!, method: "srm", teachers: 1, p50: 5, p95: 123.4, none: 4 };
    const table = methodsTable({
      ...report,
      rows: [{ ...row, ratio: 1.25, whole: 3.5, stages }],
      absent: [{ name: "x", reason: "wants more" }],
    });
    expect(table).toContain(
      "| srm | 1 | kept | 5.0 / 123 | 4.0 | 1.25 | 3.50 | student-codes 12.3 × 0.80 |",
    );
    expect(table).toContain("- x: wants more");
  });
});
