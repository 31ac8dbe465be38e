import { describe, expect, test } from "vitest";
import { benchOptions, numbersOf, shapesOf, shareOf } from "#src/cli/bench-options";
import { shortNames } from "#src/pipeline/bench-models";

const typed = {
  ...{ target: "cpu, wasm,cpu", batch: "8,1", threads: "1..3", throttle: "6,4" },
  ...{ repeats: "10", runs: "95", seed: "4" },
};

test("what was typed becomes numbers, ascending and each once", () => {
  expect(benchOptions(typed, ["a.onnx"])).toMatchObject({
    ...{
      models: ["a.onnx"],
      targets: ["cpu", "wasm"],
      batches: [1, 8],
      threads: [1, 2, 3],
      throttle: [4, 6],
    },
    ...{ repeats: 10, seed: 4, shapes: {}, data: undefined },
    rounds: { runs: 10, rounds: 10 },
  });
  expect(benchOptions({ ...typed, runs: "3" }, []).rounds).toMatchObject({ runs: 3, rounds: 1 });
});

test("ranges and lists mix", () => {
  expect(numbersOf("--threads", "4,1..2,2")).toEqual([1, 2, 4]);
});

test("shapes by input, whatever its name", () => {
  expect(shapesOf("a=b=1x128x6, mask=1x128")).toEqual({ "a=b": [1, 128, 6], mask: [1, 128] });
});

test("shares with and without percent", () => {
  expect([shareOf("-", "10%"), shareOf("-", "5 %"), shareOf("-", "0.1")]).toEqual([0.1, 0.05, 0.1]);
});

test.each([
  [() => numbersOf("--batch", "1,x"), '--batch: expected a whole number, at least 1; got "x"'],
  [() => numbersOf("--threads", "3..2"), 'at least 3; got "2"'],
  [() => shapesOf("1x128x6"), 'expected input=1x128x6; got "1x128x6"'],
  [() => shapesOf("x=1x-2"), 'got "x=1x-2"'],
  [() => shareOf("--fail-if-slower", "5"), '--fail-if-slower: expected a share; got "5"'],
  [() => shareOf("--fail-if-slower", "x%"), 'got "x%"'],
])("a mistake is a sentence %#", (wrong, sentence) => {
  expect(wrong).toThrow(sentence);
});

describe("names of files", () => {
  test.each([
    [
      ["m/a.onnx", "m/b.onnx"],
      ["a.onnx", "b.onnx"],
    ],
    [
      ["one/model.onnx", "two/model.onnx"],
      ["one/model.onnx", "two/model.onnx"],
    ],
    [
      ["/r/x/one/m.onnx", "/r/x/two/m.onnx"],
      ["one/m.onnx", "two/m.onnx"],
    ],
    [
      ["m/a.onnx", "m/a.onnx"],
      ["a.onnx", "a.onnx (2)"],
    ],
  ])("%j are called %j", (paths, names) => {
    expect(shortNames(paths)).toEqual(names);
  });
});
