/** Options that count something: what is no count is refused by name, before tf.js sees it. */
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import type { PartContext } from "#distill/lesson";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";

const taps = { map1: [8, 4], map2: [4, 4], features: [4] };
const context = { student: { taps }, teachers: [{ taps }], classes: 3, nextSeed: () => 1 };

describe.each([
  ["vid", methods.vid, "width"],
  ["reviewkd", methods.reviewkd, "width"],
  ["cc", methods.cc, "width"],
  ["crd", methods.crd, "width"],
  ["hsakd", methods.hsakd, "headStride"],
] as unknown as readonly [string, Method, string][])("%s", (name, method, option) => {
  test.each([0, -1, 1.5, Number.NaN])("%f", (value) => {
    const making = () =>
      method.parts!(context as unknown as PartContext, { ...method.options, [option]: value });
    expect(making).toThrow(UserError);
    expect(making).toThrow(`${name}: option ${option}: expected whole numbers above 0`);
  });
});

test.each([-1, 0.5])("hsakd: %f heads", (heads) => {
  const options = { ...methods.hsakd.options, heads };
  const making = () => methods.hsakd.parts!(context as unknown as PartContext, options);
  expect(making).toThrow(`hsakd: heads must be a whole number, 0 or more, got ${heads}`);
});
