import { expect, test } from "vitest";
import { testsOf } from "#src/pipeline/board-of";

const contender = (label: string, name: string, ...teachers: string[]) => ({
  ...{ label, name, options: {} },
  ...(teachers.length > 0 && { teachers }),
});

test("who is held against whom: the student alone, and kd from the same teachers", () => {
  const contenders = [
    contender("none", "none"),
    contender("kd:acc", "kd", "acc"),
    contender("kd(guided=true):acc", "kd", "acc"),
    contender("kd:skel", "kd", "skel"),
    contender("dkd:skel", "dkd", "skel"),
    contender("pskd", "pskd"),
  ];
  const values = Object.fromEntries(contenders.map(({ label }, i) => [label, [i / 10, i / 9]]));
  const tests = testsOf(contenders, values);
  const against = (which: "toKd" | "toNone") =>
    contenders.map(({ label }) => tests.get(label)![which]?.against ?? "–");
  expect(against("toNone")).toEqual(["–", "none", "none", "none", "none", "none"]);
  expect(against("toKd")).toEqual(["–", "–", "kd:acc", "–", "kd:skel", "kd:acc"]);
});
