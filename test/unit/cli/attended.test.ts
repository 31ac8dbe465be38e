import { expect, test } from "vitest";
import { typed } from "#src/cli/attended";

test("what a shell would read otherwise stands in quotes", () => {
  expect(typed(["compare", "a.yaml", "--methods", "none,kd:acc|large", "--seeds", "3"])).toBe(
    "wristill compare a.yaml --methods 'none,kd:acc|large' --seeds 3",
  );
  expect(typed(["report", "it's"])).toBe("wristill report 'it'\\''s'");
});
