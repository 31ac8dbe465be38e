/** @file Names and numbers as C spells them. */

/** Letters, digits and underscores, not beginning with a digit. */
export function identifier(name: string): string {
  const clean = name.replaceAll(/[^A-Za-z0-9_]+/g, "_");
  return /^[0-9]/.test(clean) || reserved.has(clean) ? `n_${clean}` : clean;
}

const reserved: ReadonlySet<string> = new Set(
  "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while".split(
    " ",
  ),
);

/** The float32 that C reads back to the bit. */
export function float(value: number): string {
  const text = Math.fround(value).toPrecision(9);
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

/** Numbers in lines of at most a hundred letters. */
export function wrapped(data: ArrayLike<number>): string {
  const lines: string[] = [];
  let line = "   ";
  for (const number of Array.from(data)) {
    const text = ` ${number === -2147483648 ? "(-2147483647 - 1)" : number},`;
    if (line.length + text.length > 100) {
      lines.push(line);
      line = "   ";
    }
    line += text;
  }
  return [...lines, line].join("\n");
}
