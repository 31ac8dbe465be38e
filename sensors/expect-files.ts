/** @file The files a data set can't do without. */
import { UserError } from "#core/errors";
import type { Files, SourceFile } from "./files.ts";

/** Every file whose path matches, sorted by path. Throws a {@link UserError} that says what to `give` where there is none. */
export function expectFiles(
  files: Files,
  pattern: RegExp,
  what: string,
  give: string,
): readonly [SourceFile, ...SourceFile[]] {
  const [first, ...others] = files.list(pattern);
  if (first) return [first, ...others];
  throw new UserError(
    `${files.location}: no ${what} here, among ${files.list().length} files`,
    `give ${give}`,
  );
}

/** Name of a file, without the folders above it. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
