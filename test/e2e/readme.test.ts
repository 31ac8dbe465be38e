import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PackedPackage, packPackage, run } from "#test/support/packed-package";

const readme = await readFile("README.md", "utf8");
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
const compile = ["--module", "nodenext", "--target", "es2023", "--strict", "--skipLibCheck"];

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
  await writeFile(join(packed.folder, "package.json"), `{ "type": "module", "private": true }`);
});
afterAll(() => packed?.remove());

test("the README shows the library at work", () => {
  expect(blocks.length).toBeGreaterThan(0);
});

const examples = blocks.map((code, i) => ({ i, code }));
test.each(examples)("README example $i compiles and runs", async ({ i, code }) => {
  await writeFile(join(packed.folder, `example-${i}.ts`), code);
  const tsc = resolve("node_modules/typescript/bin/tsc");
  const types = ["--typeRoots", resolve("node_modules/@types"), "--types", "node"];
  const compiled = await packed.node(tsc, ...compile, ...types, `example-${i}.ts`);
  expect(compiled).toEqual({ code: 0, stdout: "", stderr: "" });
  const outcome = await run(process.execPath, [`example-${i}.js`], packed.folder);
  expect(outcome.code, outcome.stderr).toBe(0);
});
