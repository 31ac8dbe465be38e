import { expect, test } from "vitest";
import { choosePositions } from "#sensors/choose-positions";

const known = ["wrist", "ankle"];

test("as asked for, or refused with a hint", () => {
  expect(choosePositions("set", known, ["ankle"])).toEqual(["ankle"]);
  expect(() => choosePositions("set", known, ["wirst"])).toThrow(
    /unknown position "wirst".*did you mean "wrist"/s,
  );
  expect(() => choosePositions("set", known, [])).toThrow(
    /name at least one position.*known: wrist, ankle/s,
  );
});
