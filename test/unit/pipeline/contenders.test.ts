import { expect, test } from "vitest";
import { parseConfig } from "#src/pipeline/config";
import { contendersOf } from "#src/pipeline/contenders";
import { demoConfig } from "#src/pipeline/demo-config";
import { checkPlan } from "#src/pipeline/plans";

const config = parseConfig(demoConfig);

test("labels are what was typed; commas inside parentheses separate options", () => {
  expect(contendersOf("none, kd:fuse,pskd(beta=0,alpha=2):skel+fuse", config)).toEqual([
    { label: "none", name: "none", options: {} },
    { label: "kd:fuse", name: "kd", options: {}, teachers: ["fuse"] },
    {
      label: "pskd(beta=0,alpha=2):skel+fuse",
      name: "pskd",
      options: { beta: 0, alpha: 2 },
      teachers: ["skel", "fuse"],
    },
  ]);
});

test.each([
  ["none,pksd", 'unknown method "pksd"; did you mean "pskd"?'],
  ["kd:fused", 'unknown teacher "fused"; did you mean "fuse"?'],
  ["pskd(betta=0)", 'unknown option of pskd "betta"; did you mean "beta"?'],
  ["pskd(beta=much)", "expected a number"],
  ["kd:fuse,kd:fuse", '"kd:fuse" stands there twice'],
  ["none,,kd", "expected a method such as kd"],
])("%s is refused", (text, sentence) => {
  expect(() => contendersOf(text, config)).toThrow(sentence);
});

test("a method that cannot take all teachers says how to choose one", () => {
  const [kd] = contendersOf("kd", config);
  expect(() => checkPlan(config, kd!)).toThrow(
    /one teacher, got 2[\s\S]*or kd:skel on the command/,
  );
});
