/** @file A C program made of what we wrote, for tests; they say so where there is no compiler. */
import { execFileSync, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sizeOf } from "#core/signal";
import { identifier } from "#export/formats/c/text";
import type { WrittenFile } from "#export/formats/format";
import type { IntegerNetwork } from "#export/integer/network";

export function hasCompiler(command: "gcc" | "g++"): boolean {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Warnings are errors; C++ reads the same file. */
const flags = {
  gcc: ["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Wno-sign-conversion"],
  "g++": ["-x", "c++", "-std=c++11", "-Wall", "-Wextra"],
};

/**
 * Compiles the files with a program that reads windows of float32 from stdin and writes, for each, the rounded
 * window and then the integers of every output.
 */
export async function compile(
  folder: string,
  stem: string,
  files: readonly WrittenFile[],
  network: IntegerNetwork,
  command: "gcc" | "g++" = "gcc",
): Promise<(windows: Float32Array) => Int8Array> {
  for (const { name, content } of files) await writeFile(join(folder, name), content);
  await writeFile(join(folder, "the_program.c"), program(stem, network));
  const watched = ["-fsanitize=undefined,address", "-fno-sanitize-recover=all"]; // what is found ends the program
  const checks = [...flags[command], "-Werror", "-pedantic", "-O2", ...watched];
  const sources = [`${stem}.c`, "the_program.c"];
  const options = { cwd: folder, encoding: "utf8" } as const;
  const done = spawnSync(command, [...checks, ...sources, "-o", "program"], options);
  if (done.status !== 0) throw new Error(done.stderr);
  return (windows) => {
    const input = new Uint8Array(windows.buffer, windows.byteOffset, windows.byteLength);
    return new Int8Array(execFileSync(join(folder, "program"), { input, maxBuffer: 2 ** 28 }));
  };
}

function program(stem: string, { inputs, outputs }: IntegerNetwork): string {
  const [input] = inputs as [IntegerNetwork["inputs"][number]];
  const length = sizeOf(input.tensor.shape);
  const buffers = outputs.map(({ tensor }, i) => `static int8_t y${i}[${sizeOf(tensor.shape)}];`);
  const writes = outputs.map((_, i) => `fwrite(y${i}, 1, sizeof y${i}, stdout);`);
  const name = identifier(stem);
  return `#include <stdio.h>
#include "${stem}.h"
static float window[${length}];
static int8_t x[${length}];
${buffers.join("\n")}
int main(void)
{
    while (fread(window, sizeof(float), ${length}, stdin) == ${length}) {
        ${name}_quantize_${identifier(input.name)}(window, x);
        ${name}_run(x, ${outputs.map((_, i) => `y${i}`).join(", ")});
        fwrite(x, 1, sizeof x, stdout);
        ${writes.join("\n        ")}
    }
    return 0;
}
`;
}
