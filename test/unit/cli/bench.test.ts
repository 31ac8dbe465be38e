import { describe, expect, test } from "vitest";
import { runCli } from "#src/cli/run-cli";
import { fakeTerminal } from "#test/support/fake-terminal";
import { reachedFrom } from "#test/support/reached-from";

test("nothing that the command loads brings tf.js, but what reads a configuration", () => {
  const { files, packages } = reachedFrom("src/cli/commands/bench.ts", /config-samples\.ts$/);
  expect(files).toContain("benchmarks/harness/measure-series.ts");
  expect(packages.filter((name) => name.startsWith("@tensorflow"))).toEqual([]);
});

test("the measuring itself needs nothing of Node", () => {
  const { packages } = reachedFrom("benchmarks/harness/run-job.ts", /never/);
  expect(packages.filter((name) => !name.startsWith("pure-rand"))).toEqual([]);
});

describe("a mistake is one sentence", () => {
  test.each([
    [["nowhere.onnx"], "nowhere.onnx cannot be read: there is no such file or folder"],
    [["a.onnx", "--target", "cpy"], 'unknown target "cpy"\n  help: did you mean "cpu"?'],
    [["a.onnx", "--batch", "0"], "--batch: expected a whole number, at least 1"],
    [["a.onnx", "--shape", "big"], "--shape: expected input=1x128x6"],
    [["a.onnx", "--out", "a.txt"], "--out a.txt: no form of a report"],
    [["a.onnx", "--fail-if-slower", "x%"], '--fail-if-slower: expected a share; got "x%"'],
    [["a.onnx", "--fail-if-slower", "10%"], "one file alone is slower than nothing"],
    [["a.onnx", "--compare", "no.json"], "no bench report no.json"],
    [["a.onnx", "--compare", "package.json"], "package.json is no bench report: format"],
  ])("%j", async (words, sentence) => {
    const terminal = fakeTerminal();
    expect(await runCli(["bench", ...words], terminal)).toBe(2);
    expect(terminal.err()).toContain(sentence);
  });
});
