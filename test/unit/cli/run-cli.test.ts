import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageVersion } from "#core/package-version";
import { writeReport } from "#report/write-report";
import { runCli } from "#src/cli/run-cli";
import { parseConfig } from "#src/pipeline/config";
import { fakeTerminal } from "#test/support/fake-terminal";
import { sampleResult } from "#test/support/run-result";
import { temporaryFolder } from "#test/support/temporary-folder";

async function call(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await runCli(args, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

test.each([[[]], [["--help"]], [["-h"]], [["help"]]])("%j shows every command", async (args) => {
  const { code, out } = await call(...args);
  expect(code).toBe(0);
  for (const name of ["run", "compare", "list", "report", "init"])
    expect(out).toMatch(new RegExp(`^ +${name} `, "m"));
});

test.each([[["data"]], [["data", "--help"]]])(
  "%j shows the commands of two words",
  async (args) => {
    const { code, out } = await call(...args);
    expect(code).toBe(0);
    expect(out).toContain("Usage  wristill data <command>");
    expect(out).toMatch(/^ +data inspect +Show what/m);
    expect(out).not.toMatch(/^ +run /m);
  },
);

test("a second word that is none is guessed", async () => {
  const { code, err } = await call("data", "inspekt", "demo");
  expect(code).toBe(2);
  expect(err).toContain('no command "data inspekt"');
  expect(err).toContain("did you mean `wristill data inspect`?");
});

test("--version is the package's", async () => {
  expect(await call("--version")).toEqual({ code: 0, out: `${packageVersion()}\n`, err: "" });
});

describe("a user's mistake is one sentence and exit code 2", () => {
  test.each([
    [["rnu"], 'no command "rnu"\n  help: did you mean `wristill run`?'],
    [["qqqqqqq"], "known: run, compare, "],
    [["constructor"], 'no command "constructor"'],
    [["--verbose"], "wristill has no flag --verbose"],
    [["list", "metods"], "did you mean methods?"],
    [["run", "--seds", "3"], "did you mean --seeds?"],
    [["run", "--seeds"], "--seeds needs a value"],
    [["run", "--out", "--json"], "--out needs a value"],
    [["run", "--seed", "1", "--seeds", "2"], "exclude each other"],
    [["run", "--seeds", "many"], 'expected a whole number, at least 1; got "many"'],
    [["compare", "--datasets", "uci-harr", "--methods", "none"], "did you mean uci-har?"],
    [["report"], "wristill report: <folder> is missing: "],
    [
      ["quantize", "model.onnx"],
      "--calibrate <data> is missing: .npy, .npz, folder of CSV windows, configuration or run folder\n  help: for example `wristill quantize model.onnx --calibrate windows.npz`",
    ],
    [["report", "no/such/run"], "holds no finished run"],
  ])("%j", async (args, sentence) => {
    const { code, out, err } = await call(...args);
    expect(err).toContain(sentence);
    expect(err).not.toContain("    at ");
    expect(code).toBe(2);
    expect(out).toBe("");
  });
});

describe("list", () => {
  test("shows a table of one kind", async () => {
    const { code, out } = await call("list", "datasets");
    expect(code).toBe(0);
    expect(out).toMatch(/^datasets +what it is +licence +size +from +options/);
    expect(out).toMatch(/^demo /m);
  });

  test("gives sources as JSON", async () => {
    const { datasets } = JSON.parse((await call("list", "datasets", "--json")).out);
    const names = datasets.map(({ name }: { name: string }) => name);
    expect(names).toContain("uci-har");
    for (const entry of datasets) expect(entry).toMatchObject({ source: expect.any(String) });
  });
});

describe("init", () => {
  test("writes a valid configuration once", async () => {
    const file = join(await temporaryFolder(), "mine.yaml");
    expect((await call("init", file)).out).toBe(`${file}\n`);
    expect(parseConfig(await readFile(file, "utf8"), { source: file }).name).toBe("demo");
    expect((await call("init", file)).err).toContain("exists already");
    expect((await call("init", file, "--force")).code).toBe(0);
  });
});

describe("report", () => {
  test("writes the page of a finished run again", async () => {
    const folder = await temporaryFolder();
    await writeReport(folder, sampleResult());
    const { code, out } = await call("report", folder);
    expect(code).toBe(0);
    await access(out.trim());
  });

  test("--json gives the result back", async () => {
    const folder = await temporaryFolder();
    const result = sampleResult();
    await writeReport(folder, result);
    expect(JSON.parse((await call("report", folder, "--json")).out)).toEqual(result);
  });
});
