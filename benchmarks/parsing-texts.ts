/** @file Texts for the parsing benchmark: files of UCI HAR and WISDM 2019, or text made after them. */
import { Random } from "#core/random";
import { openFiles, type SourceFile } from "#sensors/files";
import { concatBytes } from "#sensors/formats/bytes";
import type { ParsingTexts } from "./parsing.ts";

const encoder = new TextEncoder();

/** Three axes of one signal of UCI HAR and four people of WISDM, read from wherever they lie in `folder`. */
export async function realTexts(folder: string): Promise<ParsingTexts> {
  const files = await openFiles(folder);
  const join = async (list: readonly SourceFile[]) =>
    concatBytes(await Promise.all(list.map((file) => file.bytes())));
  try {
    return {
      "uci-har": await join(files.list(/total_acc_[xyz]_train\.txt$/)),
      wisdm: await join(files.list(/data_160[0-3]_accel_watch\.txt$/)),
    };
  } finally {
    files.close();
  }
}

/** About 14 MB of each, the same every time. */
export function madeTexts(): ParsingTexts {
  const random = new Random(1);
  const number = () =>
    ` ${random
      .normal()
      .toExponential(7)
      .replace(/e([+-])(\d)$/, "e$100$2")}`.padStart(16);
  const row = () => `${Array.from({ length: 128 }, number).join("")}\n`;
  const axis = () => (9.81 * random.normal()).toFixed(7);
  const line = (i: number) =>
    `16${String(Math.floor(i / 60_000) % 51).padStart(2, "0")},${"ABCDEFGHIJKLMOPQRS"[Math.floor(i / 3600) % 18]},${252_207_666_810_782 + i * 50_000_000},${axis()},${axis()},${axis()};\n`;
  return {
    "uci-har": encoder.encode(Array.from({ length: 6752 }, row).join("")),
    wisdm: encoder.encode(Array.from({ length: 250_000 }, (_, i) => line(i)).join("")),
  };
}
