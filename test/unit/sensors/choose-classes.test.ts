import { expect, test } from "vitest";
import { chooseClasses } from "#sensors/choose-classes";

const known = ["walk", "run", "sit"];

test("none named are all; named ones keep the order asked for", () => {
  expect(chooseClasses("set", known, [])).toEqual(known);
  expect(chooseClasses("set", known, ["sit", "walk"])).toEqual(["sit", "walk"]);
});

test("mistakes are refused with a hint", () => {
  expect(() => chooseClasses("set", known, ["rum"])).toThrow(
    /set: unknown class "rum".*did you mean "run"\? known: walk, run, sit/s,
  );
  expect(() => chooseClasses("set", known, ["run", "run"])).toThrow(/class "run" is named twice/);
});
