import { existsSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifest, type PackedPackage, packPackage } from "#test/support/packed-package";

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
});
afterAll(() => packed?.remove());

describe("the tarball", () => {
  test("holds what a user needs and no more", () => {
    const allowed =
      /^(dist\/|schema\/|templates\/|(README|CHANGELOG|ARCHITECTURE)\.md$|LICENSE$|package\.json$)/;
    expect(packed.files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining(["README.md", "LICENSE"]));
    expect(packed.files.filter((file) => /^dist\/test\//.test(file))).toEqual([]);
  });

  test("has every file that the manifest names", () => {
    const named = JSON.stringify([manifest.exports, manifest.bin]).match(/\.\/dist\/[^"*]+/g)!;
    const root = join(packed.folder, "node_modules", "wristill");
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test("has nothing for publint to complain about", async () => {
    const { messages, pkg } = await publint({ pkgDir: process.cwd(), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});

describe("the library", () => {
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith(".json"));

  test.each(entries)("%s imports, exports something and prints nothing", async (entry) => {
    const specifier = `wristill${entry.slice(1)}`;
    const script = `if (Object.keys(await import("${specifier}")).length === 0) process.exit(3)`;
    const outcome = await packed.node("--input-type=module", "--eval", script);
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("the command line", () => {
  test("--help names the commands", async () => {
    const { code, stdout, stderr } = await packed.wristill("--help");
    expect(code).toBe(0);
    for (const command of ["run", "list", "report"]) expect(stdout + stderr).toContain(command);
  });

  test("list names what there is", async () => {
    const { code, stdout } = await packed.wristill("list");
    expect(code).toBe(0);
    for (const name of ["wrn1d", "cnn1d-tiny", "pskd", "demo", "jitter"]) {
      expect(stdout).toContain(name);
    }
  });

  test("an unknown name is a user's mistake with the nearest right one", async () => {
    const { code, stderr } = await packed.wristill("list", "methodz");
    expect(code).toBe(2);
    expect(stderr).toContain("methods");
    expect(stderr).not.toContain("    at ");
  });
});
