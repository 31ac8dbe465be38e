/** @file What a person calls a file, and the ending that its format has. */
import { basename } from "node:path";
import { UserError } from "#core/errors";
import type { Registry } from "#core/registry";
import * as formats from "#export/formats/entries";
import type { Format } from "#export/formats/format";

/**
 * The name as it was given; the format's ending comes behind one that ends in no format's ending ("model.v2").
 *
 * @throws UserError where it ends as another format: what is there is not what its name says.
 */
export function withEnding(path: string, ending: string): string {
  if (endsIn(path, ending)) return path;
  const other = endings.find((each) => endsIn(path, each));
  if (other === undefined) return `${path}${ending}`;
  throw new UserError(
    `--out ${path}: the file to write is a ${ending}, and its name ends in ${other}`,
    `end its name in ${ending}`,
  );
}

/** A model's path without ".onnx"; other dots are part of the name. */
export function withoutOnnx(path: string): string {
  return withoutEnding(path, ".onnx");
}

export function withoutEnding(path: string, ending: string): string {
  return endsIn(path, ending) ? path.slice(0, -ending.length) : path;
}

/** Of files that people name; folders have any name. */
const endings: readonly string[] = Object.values(formats as Registry<Format>)
  .filter(({ output }) => output !== "folder")
  .map(({ ending }) => ending);

/** Whatever the case; an ending alone is a name (".onnx"). */
function endsIn(path: string, ending: string): boolean {
  const name = basename(path);
  return name.length > ending.length && name.toLowerCase().endsWith(ending);
}
