/** What the docs quote is in the examples, which test/e2e/examples.test.ts runs. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const examples = join("docs", "examples");

test("training-steps.md quotes each example, to the letter", async () => {
  const page = await readFile(join("docs", "training-steps.md"), "utf8");
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  const names = await readdir(examples);
  const files = await Promise.all(names.map((name) => readFile(join(examples, name), "utf8")));
  const quoted = blocks.map((block) => names.filter((_, i) => files[i]!.includes(block)));
  expect(quoted.flat().sort()).toEqual([...names].sort());
  for (const name of names) expect(page).toContain(`[${name}](examples/${name})`);
});
