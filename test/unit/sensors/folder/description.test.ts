import { expect, test } from "vitest";
import { exampleDescription, parseDescription } from "#sensors/folder/description";

test("the example in the messages is valid", () => {
  expect(parseDescription(exampleDescription, "a.yaml")).toEqual({
    files: "\\.csv$",
    sampleRate: 50,
    modalities: { acc: { columns: ["ax", "ay", "az"], unit: "m/s²" } },
    label: { folder: 1 },
    subject: { path: "(p\\d+)_" },
    missing: "refuse",
    longestGap: 5,
  });
});

test.each([
  ["sampleRate: 50", "samplerate: 50", /samplerate: unknown key, did you mean "sampleRate"\?/],
  ["sampleRate: 50", "sampleRate: fast", /sampleRate: .*number/],
  ["sampleRate: 50\n", "", /sampleRate: /],
  ["unit: m/s²", "unit: mph", /modalities\.acc\.unit: unknown unit "mph"; known: g, mg/],
  ["unit: m/s²", "units: g", /modalities\.acc\.units: unknown key, did you mean "unit"\?/],
  ["{ folder: 1 }", "{ folder: 1, column: a }", /label: expected exactly one of/],
  ["{ folder: 1 }", "{}", /label: expected exactly one of/],
  [
    "{ folder: 1 }",
    '{ path: "walk" }',
    /label\.path: expected a regular expression with one group/,
  ],
  ["{ folder: 1 }", '{ path: "(" }', /label\.path: expected a regular expression/],
  ["label:", "files: (\nlabel:", /files: expected a regular expression over paths/],
  ["label:", "label: : :", /a\.yaml, line 4: /],
])("%j → %j is refused with its place", (right, wrong, message) => {
  const text = exampleDescription.replace(right, wrong);
  expect(text).not.toBe(exampleDescription);
  expect(() => parseDescription(text, "a.yaml")).toThrow(message);
});

test("aliases of aliases are a sentence, too", () => {
  const lines = Array.from({ length: 9 }, (_, i) => {
    const each = i === 0 ? "a" : `*l${i - 1}`;
    return `l${i}: &l${i} [${Array(9).fill(each).join(", ")}]`;
  });
  expect(() => parseDescription(lines.join("\n"), "a.yaml")).toThrow(/^a\.yaml: .*alias/);
});

test("an empty file is refused with an example", () => {
  expect(() => parseDescription("", "a.yaml")).toThrow(
    /a\.yaml: the file: [\s\S]*example:\nsampleRate/,
  );
});
