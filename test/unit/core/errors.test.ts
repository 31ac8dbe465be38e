import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { editDistance, fileTrouble, nearest } from "#core/errors";

test.each([
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["pksd", "pskd", 1], // two letters swapped are one slip
  ["jitter", "jitter", 0],
])("%s → %s takes %i", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test("guesses the nearest name, and nothing where none is near", () => {
  expect(nearest("pksd", ["kd", "none", "pskd"])).toBe("pskd");
  expect(nearest("wavelet-transformer", ["kd", "none"])).toBeUndefined();
});

test("the system's codes are words, anything else is its message", async () => {
  const open = (path: string) => readFile(path).catch(fileTrouble);
  expect(await open("no/such/file")).toBe("there is no such file or folder");
  expect(await open(".")).toBe("it is a folder");
  expect(await open("package.json/x")).toBe("a part of its path is a file, not a folder");
  expect(fileTrouble(new Error("too large"))).toBe("too large");
});
