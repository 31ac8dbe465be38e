/** @file A plan as files that a page fetches: light steps, and heavy subjects that many steps share. */
import { createHash } from "node:crypto";
import type { Job, JobSubject } from "#benchmarks/harness/job";
import { pack } from "#core/pack";
import { madeUp, type WebFile } from "#web/web-file";
import type { DevicePlan, Step } from "./device-plan.ts";

export interface PageStep extends Omit<Step, "job"> {
  /** Without its subjects. */
  readonly schedule: Omit<Job, "subjects">;
  /** Path of the file that holds them. */
  readonly subjects: string;
}

/** What the page reads first. */
export interface PagePlan {
  /** Of everything in it. */
  readonly key: string;
  readonly files: readonly string[];
  readonly steps: readonly PageStep[];
}

export interface PlanFiles {
  readonly plan: PagePlan;
  /** By path, the plan's own among them. */
  readonly files: Readonly<Record<string, WebFile>>;
}

export function planFiles({ files, steps }: DevicePlan): PlanFiles {
  const paths = new Map<readonly JobSubject[], string>();
  const packed: Record<string, WebFile> = {};
  const hash = createHash("sha256");
  for (const { job } of steps) {
    if (paths.has(job.subjects)) continue;
    const text = pack(job.subjects);
    const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
    paths.set(job.subjects, `subjects/${name}.json`);
    packed[`subjects/${name}.json`] = { ...madeUp("subjects.json", text), lasting: true };
  }
  const pageSteps = steps.map(({ job: { subjects, ...schedule }, ...step }): PageStep => {
    return { ...step, schedule, subjects: paths.get(subjects)! };
  });
  const key = hash
    .update(JSON.stringify([files, pageSteps]))
    .digest("hex")
    .slice(0, 16);
  const plan = { key, files, steps: pageSteps };
  return { plan, files: { ...packed, "plan.json": madeUp("plan.json", JSON.stringify(plan)) } };
}

/** Most bytes that an honest answer takes: some twenty characters a time, and what it says beside. */
export function longestAnswer({ steps }: DevicePlan): number {
  const times = steps.map(({ job }) => job.subjects.length * job.rounds * job.runs);
  return 32_000 + 24 * Math.max(0, ...times);
}
