import { expect, test } from "vitest";
import { counted } from "#core/counted";

test.each([
  [0, "0 epochs", "0 people"],
  [1, "1 epoch", "1 person"],
  [2, "2 epochs", "2 people"],
])("%i", (count, epochs, people) => {
  expect(counted(count, "epoch")).toBe(epochs);
  expect(counted(count, "person", "people")).toBe(people);
});
