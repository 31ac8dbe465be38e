import { copyFile, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measureAccuracy } from "#benchmarks/measures/accuracy";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import type { RunResult } from "#report/result";
import { parseConfig } from "#src/pipeline/config";
import { prepareData } from "#src/pipeline/prepare-data";
import { type Outcome, tinyConfig, workFolder, wristill, writeConfig } from "./program.ts";

let folder: Awaited<ReturnType<typeof workFolder>>;
let first: Outcome;
let result: RunResult;
const inRun = (...names: string[]) => join(folder.path, "runs", "tiny", ...names);

beforeAll(async () => {
  folder = await workFolder();
  await writeConfig(folder.path, tinyConfig);
  first = await wristill(folder.path, "run", "run.yaml", "--json");
  result = JSON.parse(first.stdout || "null") as RunResult;
});
afterAll(() => folder.remove());

const modelOf = ({ models }: RunResult, kind: string) => models.find((m) => m.kind === kind)!;

describe("a first run", () => {
  test("succeeds, with nothing but the result on stdout", () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout.trim().split("\n").length).toBe(1);
    expect(first.stderr).toContain("seed-1/student");
    expect(first.stderr).not.toMatch(/warn|error/i);
  });

  test.each([
    "config.resolved.yaml",
    "dataset.json",
    "metrics.jsonl",
    "model.onnx",
    "model.quantized.onnx",
    "benchmark/benchmark.json",
    "report.html",
    "model-card.md",
    "result.json",
    "seed-1/teacher-skel/model.json",
    "seed-1/teacher-acc/weights.bin",
    "seed-1/student/model.json",
    "seed-1/student-alone/learner.bin",
    "seed-1/baseline-ridge/model.onnx",
  ])("leaves %s", async (name) => {
    expect((await stat(inRun(...name.split("/")))).size).toBeGreaterThan(0);
  });

  test("prints what it keeps", async () => {
    expect(JSON.parse(await readFile(inRun("result.json"), "utf8"))).toEqual(result);
  });

  test("tells of every model: two teachers, the student alone, distilled, quantized, classic ones", () => {
    const kinds = result.models.map(({ kind, role }) => `${kind} ${role ?? ""}`.trim());
    const networks = ["teacher skel", "teacher acc", "alone", "distilled", "quantized distilled"];
    expect(kinds).toEqual([...networks, "baseline ridge", "baseline random-forest"]);
    expect(modelOf(result, "alone").parameters).toBe(modelOf(result, "distilled").parameters);
    for (const { latency, kind } of result.models) {
      expect(latency.cpu!.runs, kind).toBe(1000);
      expect(latency.cpu!.p95).toBeGreaterThanOrEqual(latency.cpu!.p50);
    }
  });

  test("the quantized file is smaller, and sizes are those of the files", async () => {
    const [float, quantized] = [modelOf(result, "distilled"), modelOf(result, "quantized")];
    expect(quantized.bytes).toBeLessThan(0.5 * float.bytes!);
    expect((await stat(inRun("model.onnx"))).size).toBe(float.bytes);
    expect((await stat(inRun("model.quantized.onnx"))).size).toBe(quantized.bytes);
  });

  test("nobody is in two parts", () => {
    const subjects = result.data.parts.flatMap((part) => part.subjects);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(result.data.parts.map(({ name }) => name)).toEqual(["train", "validation", "test"]);
  });

  test("keeps one line per epoch", async () => {
    const text = await readFile(inRun("metrics.jsonl"), "utf8");
    const epochs = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { task: string; epoch: number })
      .filter(({ task }) => task === "seed-1/student");
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  test.each([
    ["model.onnx", "distilled"],
    ["model.quantized.onnx", "quantized"],
  ])("%s, run once more over the test part, is as accurate as stated", async (name, kind) => {
    const bytes = await readFile(inRun(name));
    const { raw } = await prepareData(parseConfig(tinyConfig, { source: "test" }));
    const { accuracy, confusion } = await measureAccuracy({ name, bytes }, raw.test);
    const [seed] = modelOf(result, kind).seeds;
    expect(accuracy).toBe(seed!.accuracy);
    expect(confusion).toEqual(seed!.confusion);
    expect(readMetadata(decodeModel(bytes))!.labels).toEqual(result.data.classes);
  });
});

/** When a stage's result was written. */
async function finished(...stage: string[]): Promise<string> {
  return JSON.parse(await readFile(inRun(...stage, "stage.json"), "utf8")).finished as string;
}

const stages = [
  ["seed-1", "teacher-skel"],
  ["seed-1", "teacher-acc"],
  ["seed-1", "student-alone"],
  ["seed-1", "student"],
  ["seed-1", "export-skel"],
  ["seed-1", "export-distilled"],
  ["seed-1", "quantized"],
  ["seed-1", "baseline-ridge"],
  ["benchmark"],
];
const times = () => Promise.all(stages.map((stage) => finished(...stage)));

describe("a second run", () => {
  test("takes everything from the first", async () => {
    const before = await times();
    const again = await wristill(folder.path, "run", "run.yaml", "--json");
    expect(again.code, again.stderr).toBe(0);
    expect(await times()).toEqual(before);
    const { models } = JSON.parse(again.stdout) as RunResult;
    expect(models).toEqual(result.models);
    expect(again.stderr).not.toContain("seed-1/");
  });

  test("with another number of student epochs trains the students only", async () => {
    const before = await times();
    const { teacher, student } = tinyConfig.train;
    const train = { teacher, student: { ...student, epochs: 3 } };
    await copyFile(inRun("model.onnx"), join(folder.path, "before.onnx"));
    await writeConfig(folder.path, { ...tinyConfig, train });
    const changed = await wristill(folder.path, "run", "run.yaml", "--json");
    expect(changed.code, changed.stderr).toBe(0);
    const now = await times();
    const kept = stages.filter((_, i) => now[i] === before[i]).map((stage) => stage.join("/"));
    expect(kept).toEqual([
      "seed-1/teacher-skel",
      "seed-1/teacher-acc",
      "seed-1/export-skel",
      "seed-1/baseline-ridge",
    ]);
    const old = await readFile(join(folder.path, "before.onnx"));
    expect(old.equals(await readFile(inRun("model.onnx")))).toBe(false);
  });

  test("a file of the first that is gone is made again, and is the same", async () => {
    const path = inRun("seed-1", "export-distilled", "model.onnx");
    const before = await readFile(path);
    await rm(path);
    const again = await wristill(folder.path, "run", "run.yaml");
    expect(again.code, again.stderr).toBe(0);
    expect((await readFile(path)).equals(before)).toBe(true);
    expect(again.stdout).toContain("report.html");
  });

  test("that fails on its data leaves what the last one left: files of one run", async () => {
    const before = await readFile(inRun("config.resolved.yaml"), "utf8");
    const data = { ...tinyConfig.data, split: { test: 4 } };
    await writeConfig(folder.path, { ...tinyConfig, data });
    const failed = await wristill(folder.path, "run", "run.yaml");
    expect(failed.code, failed.stderr).toBe(2);
    expect(failed.stderr).toContain("nobody is left to train on");
    expect(await readFile(inRun("config.resolved.yaml"), "utf8")).toBe(before);
  });
});
