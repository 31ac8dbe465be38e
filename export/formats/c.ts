/** @file C99 for microcontrollers. */
import { requireOwnName } from "./c/require-own-name.ts";
import { writeC } from "./c/write-source.ts";
import { defineFormat, type Format } from "./format.ts";

export const c: Format = defineFormat({
  name: "c",
  summary: "int8 C99 source and header for a microcontroller: no allocation, no libraries",
  source: "Jacob et al. 2018, arXiv:1712.05877, §2; layers as in CMSIS-NN, arXiv:1801.06601",
  calibrated: true,
  output: "files",
  ending: ".c",
  async write(source, stem) {
    requireOwnName(stem);
    const { header, source: text, constantBytes, ramBytes } = writeC(await source.integers(), stem);
    return {
      files: [
        { name: `${stem}.c`, content: text },
        { name: `${stem}.h`, content: header },
      ],
      facts: { "flash bytes, constants": constantBytes, "RAM bytes": ramBytes },
    };
  },
});
