import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { childSeconds, coldDemo } from "#benchmarks/cold-demo";

test("seconds of children are those of the second line, user and system", () => {
  expect(childSeconds("0m9.00s 0m9.00s\n1m1.50s 0m0.25s\n")).toBe(61.75);
  expect(() => childSeconds("none")).toThrow("expected two lines of times; got none");
});

test("a folder of its own has what is tracked and nothing else; a demo without a report is none", async () => {
  const root = await mkdtemp(join(tmpdir(), "wristill-checkout-"));
  const git = (...words: string[]) => promisify(execFile)("git", words, { cwd: root });
  await git("init", "--quiet");
  await mkdir(join(root, "runs"));
  await mkdir(join(root, "node_modules"));
  await writeFile(join(root, "tracked.txt"), "demo");
  await writeFile(join(root, "untracked.txt"), "left from before");
  await git("add", "tracked.txt");
  const made = "mkdir -p runs/demo && cat tracked.txt > runs/demo/report.html";
  const fresh = "test ! -e untracked.txt && test -d node_modules && test ! -e $XDG_CACHE_HOME";
  const { wall, processor } = await coldDemo(root, `(${fresh} && ${made})`);
  expect(wall).toBeGreaterThan(0);
  expect(processor).toBeGreaterThanOrEqual(0);
  await expect(coldDemo(root, "true")).rejects.toThrow("report.html");
  await expect(coldDemo(root, "false")).rejects.toThrow("false");
  await rm(root, { recursive: true });
});
