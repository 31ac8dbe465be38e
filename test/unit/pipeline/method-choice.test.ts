import { expect, test } from "vitest";
import { methodChoice } from "#src/pipeline/method-choice";

test.each([
  ["kd", { name: "kd", options: {} }],
  ["kd:fuse", { name: "kd", options: {}, teachers: ["fuse"] }],
  ["pskd:skel+acc", { name: "pskd", options: {}, teachers: ["skel", "acc"] }],
  ["pskd(beta=0, progressive=false)", { name: "pskd", options: { beta: 0, progressive: false } }],
  ["pskd(beta=0.5):fuse", { name: "pskd", options: { beta: 0.5 }, teachers: ["fuse"] }],
])("%s", (text, expected) => {
  expect(methodChoice(text)).toEqual(expected);
});

test.each(["", "kd:", "kd(", "kd(a=1", "kd:fuse(beta=0)", "two words"])(
  "%j is no method",
  (text) => {
    expect(() => methodChoice(text)).toThrow("expected a method such as kd");
  },
);

test.each(["kd(temperature)", "kd(=2)", "kd(temperature=)"])("%s has no option=value", (text) => {
  expect(() => methodChoice(text)).toThrow("expected option=value");
});
