import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { methodTables } from "#test/support/method-table";

test("docs/methods.md says what methods declare (--update writes it)", async () => {
  const lines = await readFile("src/distill/methods.ts", "utf8");
  await expect(methodTables(lines)).toMatchFileSnapshot("../../../docs/methods.md");
});
