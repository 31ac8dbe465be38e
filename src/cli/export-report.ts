/** @file What `wristill export` wrote, for a terminal. */
import { bytes } from "#report/format";
import type { ExportedFile } from "#src/pipeline/export-file";

export function exportReport({ files, facts }: ExportedFile): string {
  const figures = Object.entries(facts);
  const width = Math.max(4, ...figures.map(([name]) => name.length));
  return [
    ...files.map((file) => `${"file".padEnd(width)}  ${file.path}, ${bytes(file.bytes)}`),
    ...figures.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
  ].join("\n");
}
