/** Models whose names are words of C, of its headers or of our own source, as C that compiles and answers. */
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { c } from "#export/formats/c";
import { identifiers } from "#export/formats/c/text";
import { openSource } from "#export/formats/open-source";
import { integersOf } from "#export/integer/agreement";
import { roundWindow } from "#export/integer/run-network";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { compile, hasCompiler } from "#test/support/c-compiler";
import { temporaryFolder } from "#test/support/temporary-folder";

const [length, channels] = [8, 3];

/** Two dense layers over a window; everything in it is called so. */
function modelCalled(name: string): Uint8Array {
  const random = new Random(1);
  const normal = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const graph = new Graph(name);
  const x = graph.input(name, "float32", ["batch", length, channels]);
  const shape = graph.constant(BigInt64Array.of(-1n, BigInt(length * channels)), [2], "int64");
  const flat = graph.add("Reshape", [x, shape], ["batch", length * channels], {
    name: `${name}/flat`,
  });
  const weight = graph.constant(normal(length * channels * 4), [length * channels, 4]);
  const y = graph.add("MatMul", [flat, weight], ["batch", 4], { name: `${name}/0` });
  graph.output(`${name}_2`, graph.add("Relu", [y], ["batch", 4], { name: `${name}/1` }));
  return encodeModel(graph);
}

async function inC(name: string) {
  const windows = Float32Array.from(
    { length: 16 * length * channels },
    (_, i) => 2 * Math.sin(i * i),
  );
  const shape = [16, length, channels];
  const feeds = { [name]: { dtype: "float32", shape, data: windows } } as const;
  const source = openSource(modelCalled(name), { createSession, calibration: [feeds] });
  const integers = await source.integers();
  const { files } = await c.write(source, name);
  return { windows, feeds, integers, files };
}

/** Types, keywords of C and C++, macros of headers and compilers, functions, names of our own source. */
const words = [
  ...["int8_t", "int32_t", "int", "double", "register", "_Bool", "restrict", "typeof", "class"],
  ...[
    "and",
    "INT8_MAX",
    "INT8_C",
    "linux",
    "__LINE__",
    "NULL",
    "main",
    "memcpy",
    "arena",
    "product",
  ],
  ...["s0_int_0_size", "rescale", "window", "rounded", "acc_in", "_stdint", "1st"],
];

describe.each(["gcc", "g++"] as const)("%s", (command) => {
  test.skipIf(!hasCompiler(command)).each(words)(
    "a model, its input, layers and output called %s (needs a compiler)",
    async (name) => {
      const { windows, feeds, integers, files } = await inC(name);
      const run = await compile(await temporaryFolder(), name, files, integers, command);
      const expected = Array.from({ length: 16 }, (_, i) => {
        const size = length * channels;
        const window = windows.subarray(i * size, (i + 1) * size);
        const answers = Object.values(integersOf(integers, feeds, i));
        return [roundWindow(integers.inputs[0]!, window), ...answers];
      });
      expect([...run(windows)]).toEqual(expected.flat().flatMap((part) => [...part]));
    },
  );

  test.skipIf(!hasCompiler(command))(
    "a header may be included beside those of C (needs a compiler)",
    async () => {
      const folder = await temporaryFolder();
      const { files } = await inC("limits_");
      for (const { name, content } of files) await writeFile(join(folder, name), content);
      const all = ["limits.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "math.h", "time.h"];
      const text = [...all.map((name) => `#include <${name}>`), '#include "limits_.c"', ""];
      await writeFile(join(folder, "all.c"), text.join("\n"));
      const flags = ["-x", command === "gcc" ? "c" : "c++", "-I.", "-Wall", "-Wshadow", "-Werror"];
      const done = spawnSync(command, [...flags, "-c", "all.c"], { cwd: folder, encoding: "utf8" });
      expect(done.stderr).toBe("");
    },
  );
});

test.each(["stdint", "math", "Time"])(
  "a file called %s hides a header and is refused",
  async (name) => {
    await expect(inC(name)).rejects.toThrow(`${name}.h is a header of C's own library`);
  },
);

test("whatever the names, what C sees are identifiers, each its own in any case", () => {
  const anything = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 8 });
  fc.assert(
    fc.property(anything, (names) => {
      const found = [...identifiers(names).values()].map((name) => `${name}_in`);
      for (const name of found) expect(name).toMatch(/^[A-Za-z_]\w*$/);
      const different = new Set(found.map((name) => name.toUpperCase()));
      expect(different.size).toBe(new Set(names).size);
    }),
  );
});
