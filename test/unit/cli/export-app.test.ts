import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { runCli } from "#src/cli/run-cli";
import { exportedModel } from "#test/support/exported";
import { fakeTerminal } from "#test/support/fake-terminal";
import { temporaryFolder } from "#test/support/temporary-folder";

async function exportIt(...flags: string[]) {
  quietTf();
  const folder = await temporaryFolder();
  const model = join(folder, "student.onnx");
  await writeFile(model, exportedModel().bytes);
  const terminal = fakeTerminal();
  const code = await runCli(["export", model, ...flags], terminal);
  return { code, folder, out: terminal.out(), err: terminal.err() };
}

test("an app lies beside its model, and the command says what it was checked and calibrated with", async () => {
  const { code, folder, out, err } = await exportIt("--app", "android", "--smoothing", "majority");
  expect([code, err]).toEqual([0, ""]);
  const assets = join(folder, "student.android", "app", "src", "main", "assets");
  expect(await readdir(assets)).toContain("manifest.json");
  expect(out).toMatch(
    /^temperature +1, not calibrated: --calibrate with labels of people who did not train fits it$/m,
  );
  expect(out).toMatch(/^vectors +8 windows, made up from a seed/m);
});

test.each([
  [[], "expected --to format or --app kind"],
  [["--to", "onnx", "--app", "web"], "--to and --app exclude each other"],
  [["--app", "web", "--threshold", "many"], "--threshold: expected a share"],
])("%j is the user's mistake", async (flags, message) => {
  const { code, err } = await exportIt(...flags);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
