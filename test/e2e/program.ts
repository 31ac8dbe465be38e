/** @file The built program in a process of its own, and a run small enough to be watched. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

export interface Outcome {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly done: Promise<Outcome>;
  /** Resolves when stderr matches; rejects where the program ends before it does. */
  says(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

const main = resolve("dist/src/cli/main.js");

export function start(folder: string, ...args: readonly string[]): Program {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
    for (const listen of listeners) listen();
  });
  const done = new Promise<Outcome>((finish, fail) => {
    child.on("error", fail);
    child.on("close", (code) => finish({ code, stdout, stderr }));
  });
  const says = (pattern: RegExp) =>
    new Promise<void>((found, fail) => {
      const listen = () => pattern.test(stderr) && found();
      listeners.add(listen);
      listen();
      void done.then(() => fail(new Error(`ended without saying ${pattern}:\n${stderr}`)), fail);
    });
  return { done, says, kill: (signal) => child.kill(signal) };
}

export function wristill(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return start(folder, ...args).done;
}

/** A folder for a whole file of tests. */
export async function workFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "wristill-e2e-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Four people, two takes of each activity, the smallest teachers: a run of seconds. */
export const tinyConfig = {
  name: "tiny",
  data: {
    dataset: "demo",
    options: { subjects: 4, takes: 2 },
    modalities: { acc: { steps: 32 }, skeleton: { steps: 16, prepare: {} } },
    split: { test: 1, validation: 1 },
  },
  augment: [{ name: "jitter" }, { name: "time-warp" }],
  teachers: {
    skel: { network: "skel-tcn", inputs: ["skeleton"], options: { depth: 10, width: 1 } },
    acc: { network: "wrn1d", inputs: ["acc"], options: { depth: 10, width: 1 } },
  },
  student: { network: "cnn1d-tiny", inputs: ["acc"] },
  method: { name: "pskd" },
  train: { teacher: { epochs: 2, batchSize: 16 }, student: { epochs: 2, batchSize: 16 } },
  quantize: { target: "portable", calibrationWindows: 32 },
  benchmark: { targets: ["cpu"], runs: 1000, warmup: 10 },
} as const;

/** Write a configuration; its path. */
export async function writeConfig(
  folder: string,
  config: object,
  name = "run.yaml",
): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, stringify(config));
  return path;
}
