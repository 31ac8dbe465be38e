import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "#src/cli/run-cli";
import { fakeTerminal } from "#test/support/fake-terminal";
import { temporaryFolder } from "#test/support/temporary-folder";
import { tinyGrid } from "./tiny-grid.ts";

const tiny = `engine: tfjs # nothing to compile${tinyGrid}`;

async function study(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await runCli(["study", ...args], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

describe("wristill study", () => {
  test.each([
    [["wear-aug-kd", "--strategies", "original,noise", "--modes", "full"], "| noise |"],
    [["sweet-spot", "--batches", "8", "--epochs", "1,2"], "| 8 | 2 |"],
  ])("%j trains, prints and keeps a table", { timeout: 60_000 }, async (args, line) => {
    const folder = await temporaryFolder();
    const file = join(folder, "tiny.yaml");
    await writeFile(file, tiny);
    const [name, ...flags] = args;
    const whole = [name!, file, ...flags, "--seed", "1", "--out", folder];
    const { code, out, err } = await study(...whole);
    expect(code, err).toBe(0);
    expect(out).toContain(line);
    expect(out).toContain(`kept in ${folder}/tiny-${name}`);
    expect(err).toContain("teacher-acc");
    const json = await study(...whole, "--json");
    expect(JSON.parse(json.out)).toMatchObject({ dataset: "tiny", seeds: [1] });
    expect(json.err).not.toContain("teacher-acc"); // nothing was trained
  });

  test.each([
    [["wear-aug-kd", "--modes", "half"], '--modes: expected full, eskd or both; got "half"'],
    [["wear-aug-kd", "--strategies", "noise,noise"], '"noise" stands there twice'],
    [["wear-aug-kd", "--strategies", "nois"], 'did you mean "noise"?'],
    [["wear-aug-kd", "--part", "train"], '--part: expected validation or test; got "train"'],
    [["wear-aug-kd", "--teacher", "nobody"], '--teacher: nobody is called "nobody"'],
    [["sweet-spot", "--batches", "1"], "--batches: expected a whole number, at least 2"],
    [["sweet-spot", "--epochs", "ten"], "--epochs: expected a whole number"],
  ])("%j is the user's mistake", async (args, sentence) => {
    const { code, out, err } = await study(...args, "--out", await temporaryFolder());
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(out).toBe("");
  });
});
