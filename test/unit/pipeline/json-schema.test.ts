import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configJsonSchema } from "#src/pipeline/json-schema";

const file = new URL("../../../schema/wristill.schema.json", import.meta.url);

test("the shipped schema is the one that is used", async () => {
  await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    file.pathname,
  );
});

test("it says what the keys mean", () => {
  const schema = JSON.parse(readFileSync(file, "utf8"));
  expect(schema.properties.seeds.description).toBe("One full training per seed");
  expect(schema.properties.train.properties.student.properties.epochs.default).toBe(100);
});
