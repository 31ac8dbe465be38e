/** @file How long somebody waits who has just installed: `npm run demo` in a fresh folder, nothing kept from before. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { MachineFacts } from "#runtime/machine";

export interface ColdDemo {
  /** s by the clock: other work on the machine is in it. */
  readonly wall: number;
  /** s of all processors together: other work is not. */
  readonly processor: number;
}

const run = promisify(execFile);

/** @param root A checkout in which `npm ci` is done; it stays as it is. Needs a POSIX shell. */
export async function coldDemo(root: string, command = "npm run --silent demo"): Promise<ColdDemo> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-cold-demo-"));
  try {
    const { stdout: listed } = await run("git", ["ls-files", "-z"], { cwd: root });
    for (const file of listed.split("\0").filter((each) => each !== ""))
      await cp(join(root, file), join(folder, file));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    const start = performance.now();
    const { stdout } = await run("sh", ["-c", `${command} >/dev/null 2>&1 && times`], {
      cwd: folder,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    });
    const wall = (performance.now() - start) / 1000;
    await stat(join(folder, "runs/demo/report.html"));
    return { wall, processor: childSeconds(stdout) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `times` of a shell says of the processes that it waited for: "0m1.50s 0m0.25s", user and system. */
export function childSeconds(told: string): number {
  const [, children = ""] = told.trim().split("\n");
  const spans = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (spans.length !== 2) throw new Error(`expected two lines of times; got ${told}`);
  return spans.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

export function coldDemoTable({ wall, processor }: ColdDemo, machine: MachineFacts): string {
  const { cpu, cores, load, node } = machine;
  return [
    "# The demo, cold",
    "",
    "    npm run bench:cold-demo",
    "",
    `${cpu}, ${cores} cores, load ${load.toFixed(1)} at the start; Node ${node}.`,
    "",
    "From `npm ci` done to the report: `npm run demo` builds and goes the whole road, in a new folder, with an empty cache. Other work on the machine is in the time by the clock, not in that of the processors: what a single idle core would need, and more than two would.",
    "",
    "| by the clock | of all processors together |",
    "| ---: | ---: |",
    `| ${wall.toFixed(0)} s | ${processor.toFixed(0)} s |`,
    "",
  ].join("\n");
}
