import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeSite } from "#live/write-site";
import { temporaryFolder } from "#test/support/temporary-folder";
import { madeUp } from "#web/web-file";

test("every file lies where the page asks for it, the page itself as index.html", async () => {
  const folder = await temporaryFolder();
  const page = await writeSite(folder, {
    "": madeUp("index.html", "<p>page"),
    "abc/wristill/main.js": madeUp("main.js", "1;"),
  });
  expect(page).toBe(join(folder, "index.html"));
  expect(await readFile(page, "utf8")).toBe("<p>page");
  expect(await readFile(join(folder, "abc", "wristill", "main.js"), "utf8")).toBe("1;");
});

test("a file where the folder should be is a sentence", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "mine"), "");
  const files = { "abc/main.js": madeUp("main.js", "1;") };
  await expect(writeSite(join(folder, "mine"), files)).rejects.toThrow(/^cannot write/);
});
