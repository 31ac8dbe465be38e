import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lowerings } from "#export/device/lower-program";
import * as formats from "#export/formats/entries";

const page = readFileSync("docs/export.md", "utf8");

test("docs/export.md names every format", () => {
  for (const { name } of Object.values(formats)) expect(page).toContain(`| \`${name}\` |`);
});

test("docs/export.md lists the operators that have layers", () => {
  const list = Object.keys(lowerings).map((op) => `\`${op}\``);
  expect(page).toContain(`${list.join(", ")}.`);
});
