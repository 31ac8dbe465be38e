import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PackedPackage, packPackage } from "#test/support/packed-package";

const readme = await readFile("README.md", "utf8");
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
});
afterAll(() => packed?.remove());

test("the README shows the library at work", () => {
  expect(blocks.length).toBeGreaterThan(0);
});

const examples = blocks.map((code, i) => ({ i, code }));
test.each(examples)("README example $i compiles and runs", async ({ i, code }) => {
  const outcome = await packed.runTypeScript(`example-${i}`, code);
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
});
