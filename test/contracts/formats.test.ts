/** @file Every format over every student: files that hold together, or a sentence that says why not. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import * as formats from "#export/formats/entries";
import type { Format } from "#export/formats/format";
import { openSource } from "#export/formats/open-source";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { waves } from "#test/support/exported";
import { studentFiles } from "#test/support/student-files";

const students = studentFiles();

/** What a format cannot hold, with a word of the sentence that says so. */
const refused: Readonly<Record<string, RegExp>> = {
  "tfjs-layers gru": /layer "states" is a GRU/,
  "tfjs-layers sccnet": /layer "log\/log" is Log, for which TensorFlow.js has no layer/,
  "tfjs-layers shallow-conv-net": /layer "log\/log" is Log, for which TensorFlow.js has no layer/,
};

test("every file of export/formats is listed under its name", () => {
  const files = readdirSync("export/formats", { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((file) => !["entries.ts", "format.ts", "open-source.ts"].includes(file));
  const listed = Object.values(formats).map(({ name }) => `${name}.ts`);
  expect(listed.sort()).toEqual(files.sort());
});

test("no format's file lands on another's, or on the model, by itself", () => {
  const single = Object.values<Format>(formats).filter(({ output }) => output !== "folder");
  const names = single.map(({ suffix = "", ending }) => `model${suffix}${ending}`);
  expect(new Set([...names, "model.onnx"]).size).toBe(single.length + 1);
});

describe.each(Object.values<Format>(formats))("$name", (format) => {
  test("says what it is", () => {
    expect(format.summary).toMatch(/^\w.*[^.]$/);
    expect(format.source).toMatch(/\w/);
    expect(format.ending).toMatch(/^\.\w+$/);
  });

  test.each(students)(
    "$name comes out the same twice, or is refused with a reason",
    async (student) => {
      const reason = refused[`${format.name} ${student.name}`];
      const write = async () => {
        const calibration = [waves(student.network, 32, 1)];
        const source = openSource(student.model.bytes, { createSession, calibration });
        return format.write(source, "model");
      };
      if (reason) {
        const error = await write().catch((it: unknown) => it);
        expect(error).toBeInstanceOf(UserError);
        expect(String(error)).toMatch(reason);
        return;
      }
      const { files, facts } = await write();
      expect(files.length).toBeGreaterThan(0);
      for (const { content } of files) expect(content.length).toBeGreaterThan(0);
      expect(files.some(({ name }) => name.endsWith(format.ending))).toBe(true);
      expect(Object.values(facts).every((it) => typeof it === "string" || it > 0)).toBe(true);
      expect((await write()).files).toEqual(files);
    },
  );

  test.skipIf(!format.calibrated)("without windows it says what it needs", async () => {
    const source = openSource(students[0]!.model.bytes, { createSession });
    await expect(format.write(source, "model")).rejects.toThrow(/--calibrate/);
  });
});
