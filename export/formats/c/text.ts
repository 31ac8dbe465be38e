/** @file Names and numbers as C spells them. */

/**
 * Letters, digits and underscores, not beginning with a digit. It may be a word of C, of a header or of a board's macros:
 * stand it beside a word of ours, as in `int_in`, never alone.
 */
export function identifier(name: string): string {
  const clean = name.replaceAll(/[^A-Za-z0-9_]+/g, "_");
  return /^[0-9]/.test(clean) ? `n_${clean}` : clean;
}

/** One identifier per name; those that differ in nothing but case get a number. */
export function identifiers(names: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set<string>();
  const found = new Map<string, string>();
  for (const name of names) {
    const stem = identifier(name);
    let own = stem;
    for (let i = 1; used.has(own.toUpperCase()); i++) own = `${stem}_${i}`;
    used.add(own.toUpperCase());
    found.set(name, own);
  }
  return found;
}

/** Words that do not end the comment they stand in. */
export function inComment(text: string): string {
  return text.replaceAll("*/", "* /").replaceAll("/*", "/ *");
}

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
