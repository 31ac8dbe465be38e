/** @file Every job in a new process: nothing is warm, nothing is left over, and its peak of memory is its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { UserError } from "#core/errors";
import { packageFile } from "#core/package-file";
import type { ChildTask } from "./child.ts";
import { type JobAnswer, measuredIn } from "./job-answer.ts";
import type { Host, Measured } from "./target.ts";

export interface ChildHostOptions extends Pick<Host, "settings" | "warmup"> {
  /** Name of a runtime that loads in Node. */
  readonly runtime: string;
}

export function childHost({ runtime, settings, warmup }: ChildHostOptions): Host {
  const script = packageFile("dist/benchmarks/harness/child.js");
  if (!existsSync(script)) {
    throw new UserError(`${script} is missing: wristill is not built`, "run npm run build");
  }
  return {
    settings,
    warmup,
    absent: [],
    run: (job) => inChild(script, { runtime, job }),
    close: async () => undefined,
  };
}

async function inChild(script: string, task: ChildTask): Promise<Measured> {
  const child = fork(script, { serialization: "advanced", execArgv: [] });
  try {
    child.send(task);
    return measuredIn(await Promise.race([answered(child), ended(child)]));
  } finally {
    child.kill();
  }
}

async function answered(child: ChildProcess): Promise<JobAnswer> {
  const [answer] = await once(child, "message");
  return answer;
}

async function ended(child: ChildProcess): Promise<JobAnswer> {
  const [code, signal] = await once(child, "exit");
  return { error: `the measuring process ended with ${signal ?? `code ${code}`}`, ofUser: false };
}
