import { createHash } from "node:crypto";
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

test.skipIf(!built)(
  "the hash in the paths is of all that they hold, what packages fetch too",
  async () => {
    const { files } = await moduleFiles([entry]);
    const hash = createHash("sha256");
    for (const [path, file] of Object.entries(files))
      hash.update(`${path.slice(13)}\n`).update(await file.read());
    const [root] = Object.keys(files)[0]!.split("/");
    expect(Object.keys(files).some((path) => path.endsWith(".wasm"))).toBe(true);
    expect(root).toBe(hash.digest("hex").slice(0, 12));
  },
);

test("what was not built is a sentence", async () => {
  await expect(moduleFiles(["dist/nothing.js"])).rejects.toThrow(/not built[\s\S]*npm run build/);
});
