import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Outcome, start, tinyConfig, workFolder, wristill, writeConfig } from "./program.ts";

/** Long enough to be stopped in the middle; one live teacher, so that it is in the student's step. */
const config = {
  ...tinyConfig,
  teachers: { acc: tinyConfig.teachers.acc },
  method: { name: "kd" },
  train: { teacher: { epochs: 2, batchSize: 16 }, student: { epochs: 60, batchSize: 16 } },
  quantize: null,
  benchmark: null,
};

let folder: Awaited<ReturnType<typeof workFolder>>;
const args = (out: string) => ["run", "run.yaml", "--out", out];
const inRun = (out: string, ...names: string[]) => join(folder.path, out, "tiny", ...names);

beforeAll(async () => {
  folder = await workFolder();
  await writeConfig(folder.path, config);
});
afterAll(() => folder.remove());

/** Epochs of the student that were counted, in order. */
async function epochsLogged(out: string): Promise<number[]> {
  const lines = (await readFile(inRun(out, "metrics.jsonl"), "utf8")).trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as { task: string; epoch: number })
    .filter(({ task }) => task === "seed-1/student")
    .map(({ epoch }) => epoch);
}

describe("a run that was stopped twice in the middle of the student's training", () => {
  let interrupted: Outcome;
  let killed: Outcome;

  beforeAll(async () => {
    const whole = await wristill(folder.path, ...args("whole"));
    expect(whole.code, whole.stderr).toBe(0);
    const first = start(folder.path, ...args("stopped"));
    await first.says(/seed-1\/student \d+\/60/);
    first.kill("SIGINT");
    interrupted = await first.done;
    const second = start(folder.path, ...args("stopped"));
    await second.says(/seed-1\/student \d+\/60/);
    second.kill("SIGKILL");
    killed = await second.done;
  });

  test("Ctrl-C: exit code 130, and the command that goes on", () => {
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr.trim().split("\n").at(-1)).toBe(
      "stopped; `wristill run run.yaml --out stopped` goes on from the last checkpoint",
    );
    expect(interrupted.stderr).not.toContain("    at ");
    expect(interrupted.stdout).toBe("");
  });

  test("a kill leaves the checkpoint, and no half-written files", async () => {
    expect(killed.code).toBe(null);
    expect(
      (await stat(inRun("stopped", "seed-1", "student", "checkpoint.bin"))).size,
    ).toBeGreaterThan(0);
  });

  test("goes on from the checkpoint and ends with the same bytes as if nothing had happened", async () => {
    const done = await epochsLogged("stopped");
    expect(done[0]).toBe(1);
    expect(done.length).toBeLessThan(60);
    const resumed = await wristill(folder.path, ...args("stopped"));
    expect(resumed.code, resumed.stderr).toBe(0);
    const epochs = await epochsLogged("stopped");
    expect(epochs.filter((epoch) => epoch === 1)).toEqual([1]); // not from the start
    expect(new Set(epochs).size).toBe(60);
    for (const stage of ["teacher-acc", "student-alone", "student"]) {
      const files = ["whole", "stopped"].map((out) =>
        readFile(inRun(out, "seed-1", stage, "learner.bin")),
      );
      const [whole, stopped] = await Promise.all(files);
      expect(stopped!.equals(whole!), stage).toBe(true);
    }
    const models = await Promise.all(
      ["whole", "stopped"].map((out) => readFile(inRun(out, "model.onnx"))),
    );
    expect(models[1]!.equals(models[0]!)).toBe(true);
  });
});
