/** @file File names that C source cannot have. */
import { UserError } from "#core/errors";

/** Headers of C's own library: another of that name is found in its place. */
const library: ReadonlySet<string> = new Set(
  "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype".split(
    " ",
  ),
);

/** @param stem The user's file name without its ending. */
export function requireOwnName(stem: string): void {
  const reason = library.has(stem.toLowerCase())
    ? `${stem}.h is a header of C's own library`
    : /["\\\n]/.test(stem) && `${JSON.stringify(stem)} cannot stand in an #include`;
  if (reason) throw new UserError(`export --to c: ${reason}`, "name another file: --out model.c");
}
