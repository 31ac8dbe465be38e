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
import { epochRounds } from "#benchmarks/methods/epoch-rounds";
import { groupOf, teacherTrainings } from "#benchmarks/methods/method-group";
import { methodsTable } from "#benchmarks/methods/methods-table";
import { stepRounds } from "#benchmarks/methods/step-rounds";
import { Random } from "#core/random";
import { wantsLiveTeachers } from "#distill/distill-plan";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { Engine } from "#train/engine";
import { recordedEngine } from "#train/engines/recorded";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const oneRound = { rounds: 1, epochRounds: 1, stepsPerRound: 1, warmup: 0, threads: 1 };

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

test("an epoch is timed where the student learns last, and its kept outputs are handed in anew", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wristill-epochs-"));
  try {
    const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
    const ran: string[][] = [];
    const counting: Engine = {
      ...engine,
      async compileStep(definition, random) {
        const step = await engine.compileStep(definition, random);
        const run = step.run.bind(step);
        step.run = (inputs, learningRate) => {
          ran.push(Object.keys(inputs));
          return run(inputs, learningRate);
        };
        return step;
      },
    };
    const short = (method: unknown) => {
      const plan = planOf(method as Method);
      return { ...plan, train: { ...plan.train, student: { ...plan.train.student, epochs: 2 } } };
    };
    const options = { engine: counting, data: activityData(128), folder };
    const { times, none } = await epochRounds(short(methods.ft), short(methods.none), 1, options);
    expect(ran).toHaveLength(3 * 2 * 2); // three trainings of two epochs of two batches
    expect(ran.filter((names) => names.includes("teacher0_factor"))).toHaveLength(4);
    for (const { cpu, wall } of [...times, ...none.flat()]) {
      expect(Math.min(cpu, wall)).toBeGreaterThan(0);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("methods by what they train", () => {
  const groups = Object.values(methods).map((each) => {
    const method = each as unknown as Method;
    const form = wantsLiveTeachers(method, {}) ? "live" : "kept";
    return [method.name, groupOf(planOf(method, form))];
  });
  test.each([
    ["offline", ["none", "kd", "srm", "hsakd", "tf-kd", "ab"]],
    ["chain", ["pskd", "ca-mkd", "takd", "ens-theory", "self-distill"]],
    ["online", ["bd-kd", "dml", "oemc", "one", "asdt"]],
  ])("%s", (group, names) => {
    const own = groups.filter(([, each]) => each === group).map(([name]) => name);
    expect(own).toEqual(expect.arrayContaining(names));
  });
});

test("an ensemble's members are teachers, and their trainings not the method's", () => {
  const plan = planOf(methods.ensTheory as unknown as Method);
  expect(teacherTrainings(plan).map(({ role }) => role)).toHaveLength(5);
  expect(teacherTrainings(planOf(methods.hsakd as unknown as Method, "live"))).toEqual([]);
});

test("rounds end with the one in which time is up; a step is timed by what it works", async () => {
  const calls = { a: 0, b: 0 };
  const count = (name: "a" | "b") => async () => {
    calls[name]++;
    for (const end = performance.now() + 2; performance.now() < end; );
  };
  const rounds = { rounds: 3, stepsPerRound: 2, warmup: 1 };
  const both = [count("a"), count("b")];
  const times = await stepRounds(both, { ...rounds, seconds: 60 }, new Random(1));
  expect(times.map(({ length }) => length)).toEqual([3, 3]);
  expect(calls).toEqual({ a: 7, b: 7 });
  for (const { cpu, wall } of times.flat()) expect(Math.min(cpu, wall)).toBeGreaterThan(0);
  const [once] = await stepRounds(both, { ...rounds, seconds: 0 }, new Random(1));
  expect(once).toHaveLength(1);
});

describe("the report", () => {
  let report: MethodsReport;
  beforeAll(async () => {
    report = await benchmarkMethods({ ...oneRound, names: ["none"] });
  });

  test("none beside itself costs one of its trainings", () => {
    const [row] = report.rows;
    expect(report.rows).toHaveLength(1);
    expect(row).toMatchObject({ method: "none", group: "offline", teachers: 0, stages: [] });
    expect(row).toMatchObject({ student: row!.ratio.cpu, others: 0 });
    expect(row!.again.cpu).toBeGreaterThan(0);
    expect(row!.epoch.cpu).toBeGreaterThan(0);
  });

  test("as a table: by group, other trainings with their share, who is absent and why", () => {
    const stages = [{ path: "student-codes", cpu: 12.34, share: 0.8 }];
    const own = { method: "srm", teachers: 1, cpu: 5, none: 4, student: 3.5, others: 9.25, stages };
    const ratio = { cpu: 1.25, low: 1.2, high: 1.3, wall: 1.5 };
    const again = { cpu: 0.98, low: 0.9, high: 1.1, wall: 1.02 };
    const row = { ...report.rows[0]!, ...own, ratio, again, epoch: { ...ratio, cpu: 1.75 } };
    const table = methodsTable({
      ...report,
      rows: [row, { ...row, method: "dml", group: "online" }],
      absent: [{ name: "x", reason: "wants more" }],
    });
    const line =
      "| srm | 1 | kept | 5.0 | 4.0 | 1.25 (1.20–1.30) | 1.50 | 1.75 | 3.50 | 9.25 | student-codes 12.3 × 0.80 |";
    expect(table.indexOf("## Offline")).toBeLessThan(table.indexOf(line));
    expect(table.indexOf("## Online")).toBeGreaterThan(table.indexOf(line));
    expect(table).toContain("processor time 0.98 / 0.98 / 0.98, clock 1.02 / 1.02 / 1.02");
    expect(table).toContain("- x: wants more");
  });

  test("a name that is no method is refused", async () => {
    await expect(benchmarkMethods({ names: ["revewkd"] })).rejects.toThrow("revewkd");
  });
});
