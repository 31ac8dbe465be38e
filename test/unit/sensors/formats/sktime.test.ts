import { expect, test } from "vitest";
import { FormatError } from "#sensors/formats/format-error";
import { readSktime } from "#sensors/formats/sktime";

const read = (text: string) => readSktime(new TextEncoder().encode(text), "a.ts");
const header =
  "#made for a test\n@problemName Two\n@dimensions 2\n@classLabel true up down\n@data\n";

test("channels, samples and labels", () => {
  const problem = read(`${header}1,-2.5,3e1:4,5,6:down\r\n\n7,?,NaN:8, 9:up`);
  expect(problem).toMatchObject({ name: "Two", classes: ["up", "down"] });
  expect(problem.cases.map(({ line, label }) => [line, label])).toEqual([
    [6, 1],
    [8, 0],
  ]);
  expect(problem.cases.map(({ channels }) => channels.map((channel) => [...channel]))).toEqual([
    [
      [1, -2.5, 30],
      [4, 5, 6],
    ],
    [
      [7, Number.NaN, Number.NaN],
      [8, 9],
    ],
  ]);
});

test("without labels, and with one channel", () => {
  const problem = read("@PROBLEMNAME p\n@univariate true\n@classLabel false\n@DATA\n1,2\n");
  expect(problem).toMatchObject({ classes: [], cases: [{ line: 5, label: -1 }] });
  expect([...problem.cases[0]!.channels[0]!]).toEqual([1, 2]);
});

test.each<[string, RegExp, object]>([
  ["", /no line @data/, { line: 1 }],
  ["@problemName x\n", /no line @data/, { line: 1 }],
  [header, /no case after/, { line: 1 }],
  ["1,2:3,4:up\n", /begins with @ or #/, { line: 1 }],
  [`${header}1,2:3,x4:up\n`, /"x4" is no number/, { line: 6 }],
  [`${header}1,2:up\n`, /1 channels, expected 2/, { line: 6 }],
  [`${header}1,2:3,4:left\n`, /the label "left" is none of up, down/, { line: 6 }],
  [`${header}1,2:3,Infinity:up\n`, /"Infinity" is no number/, { line: 6 }],
  ["@timeStamps true\n@data\n(0,1):1\n", /time stamps of their own/, { line: 2 }],
])("%j is refused", (text, message, place) => {
  let error: unknown;
  try {
    read(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message).toMatch(message);
  expect(error).toMatchObject({ file: "a.ts", place });
});
