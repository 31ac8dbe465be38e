/** @file The competition's recordings as BNCI Horizon 2020 publishes them: MAT files, true labels included, no form. */
import type { Download } from "#sensors/dataset";

/** Training and evaluation of nine people; `set`: "001-2014", `letter`: "A". */
export function bnciDownloads(set: string, letter: string): readonly Download[] {
  return Array.from({ length: 9 }, (_, i) => `${letter}0${i + 1}`).flatMap((person) =>
    ["T", "E"].map((part) => ({
      url: `https://lampx.tugraz.at/~bci/database/${set}/${person}${part}.mat`,
      file: `${person}${part}.mat`,
    })),
  );
}
