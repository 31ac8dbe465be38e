import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { packageFile } from "#core/package-file";
import { moduleFiles } from "#web/module-files";

const entry = "dist/benchmarks/harness/chromium/page-job.js";
const built = existsSync(packageFile(entry));

test.skipIf(!built)("what a module imports is there, and named by a relative path", async () => {
  const { files, entries } = await moduleFiles([entry]);
  expect(entries[0]).toMatch(
    /^[0-9a-f]{12}\/wristill\/benchmarks\/harness\/chromium\/page-job\.js$/,
  );
  expect(Object.keys(files).some((path) => path.includes("/pure-rand/"))).toBe(true);
  const own = Object.entries(files).filter(([path]) => /\/(wristill|pure-rand)\//.test(path));
  for (const [path, file] of own) {
    const text = new TextDecoder().decode(await file.read());
    for (const [, name] of text.matchAll(/\bfrom\s*"([^"]+)"/g)) {
      expect(name).toMatch(/^\.\.?\//);
      const target = new URL(name!, `http://x/${path}`).pathname.slice(1);
      expect(Object.hasOwn(files, target), `${path} imports ${name}`).toBe(true);
    }
  }
});

test("what was not built is a sentence", async () => {
  await expect(moduleFiles(["dist/nothing.js"])).rejects.toThrow(/not built[\s\S]*npm run build/);
});
