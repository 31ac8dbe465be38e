import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configJsonSchema, descriptionJsonSchema } from "#src/pipeline/json-schema";

const fileOf = (name: string) => new URL(`../../../schema/${name}.schema.json`, import.meta.url);
const file = fileOf("wristill");

test.each([
  ["wristill", configJsonSchema],
  ["wristill-model", descriptionJsonSchema],
] as const)("the shipped schema of %s is the one that is used", async (name, schema) => {
  await expect(`${JSON.stringify(schema(), null, 2)}\n`).toMatchFileSnapshot(fileOf(name).pathname);
});

test("it says what the keys mean", () => {
  const schema = JSON.parse(readFileSync(file, "utf8"));
  expect(schema.properties.seeds.description).toBe("One full training per seed");
  expect(schema.properties.train.properties.student.properties.epochs.default).toBe(100);
});
