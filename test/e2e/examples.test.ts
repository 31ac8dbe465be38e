/** The examples of docs/, as somebody with the package compiles and runs them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PackedPackage, packPackage } from "#test/support/packed-package";

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
});
afterAll(() => packed?.remove());

/** What the example prints: a JSON object per line. */
async function printed(name: string): Promise<Readonly<Record<string, number>>[]> {
  const code = await readFile(join("docs", "examples", `${name}.ts`), "utf8");
  const outcome = await packed.runTypeScript(name, code);
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
  return outcome.stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

test("supervised: the student learns the motions", async () => {
  const lines = await printed("supervised-step");
  expect(lines.map(({ step }) => step)).toEqual([1, 34, 67, 100]);
  expect(lines.at(-1)!.loss).toBeLessThan(lines[0]!.loss! / 4);
  expect(lines.at(-1)!.accuracy).toBeGreaterThan(0.9);
});

test("adversarial: the motion stays readable, the person does not", async () => {
  const [open, hidden] = await printed("adversarial-step");
  expect(open!.found).toBeGreaterThan(0.7);
  expect(hidden!.found).toBeLessThan(open!.found! - 0.1); // chance is 0.5
  expect(hidden!.right).toBeGreaterThan(0.95);
});

test("mutual learning: both learn, and come to agree", async () => {
  const lines = await printed("mutual-learning-step");
  for (const figure of ["loss", "peer", "apart"])
    expect(lines.at(-1)![figure], figure).toBeLessThan(lines[0]![figure]! / 2);
});
