/** @file The C that we write, compiled and run, beside the reference in integers and the float model. */
import { describe, expect, test } from "vitest";
import { sizeOf } from "#core/signal";
import { c } from "#export/formats/c";
import { openSource } from "#export/formats/open-source";
import { agreement, integersOf } from "#export/integer/agreement";
import { roundWindow } from "#export/integer/run-network";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { compile, hasCompiler } from "#test/support/c-compiler";
import { waves } from "#test/support/exported";
import { studentFiles } from "#test/support/student-files";
import { temporaryFolder } from "#test/support/temporary-folder";

const few = 24;

const students = studentFiles();

async function inIntegers({ network, model }: (typeof students)[number]) {
  const calibration = [waves(network, 64, 1), waves(network, 64, 2)];
  const source = openSource(model.bytes, { createSession, calibration });
  return { source, integers: await source.integers() };
}

test.each(students)("$name in integers answers like the float model", async (student) => {
  const { integers } = await inIntegers(student);
  const feeds = [waves(student.network, 64, 9)];
  const { windows, same, change } = await agreement(
    integers,
    student.model.graph,
    feeds,
    createSession,
  );
  expect(windows).toBe(64);
  expect(same).toBeGreaterThan(54);
  expect(change).toBeLessThan(student.name === "shallow-conv-net" ? 0.4 : 0.1); // it takes logarithms of powers
});

describe.each(["gcc", "g++"] as const)("%s", (command) => {
  test.skipIf(!hasCompiler(command)).each(students)(
    "$name compiles without a warning and answers to the bit (needs a compiler)",
    async (student) => {
      const { name, network } = student;
      const { source, integers } = await inIntegers(student);
      const { files } = await c.write(source, name);
      const run = await compile(await temporaryFolder(), name, files, integers, command);
      const feeds = waves(network, few, 9);
      const [input] = integers.inputs;
      const windows = feeds[input!.name]!.data as Float32Array;
      const length = sizeOf(input!.tensor.shape);
      const expected = Array.from({ length: few }, (_, i) => [
        roundWindow(input!, windows.subarray(i * length, (i + 1) * length)),
        ...Object.values(integersOf(integers, feeds, i)),
      ]);
      expect([...run(windows)]).toEqual(expected.flat().flatMap((part) => [...part]));
    },
  );
});
