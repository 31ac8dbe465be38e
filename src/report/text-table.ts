/** @file Tables as text: aligned columns for a terminal, pipes for Markdown. */

/** Cells by row; the first column is left-aligned, the others right-aligned (or left, where `left` says so). */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that hold words. */
  readonly left?: readonly number[];
}

/** Columns two blanks apart, a rule under the head. */
export function plainTable({ head, rows, left = [0] }: TextTable): string {
  const widths = head.map((name, i) =>
    Math.max(...[name, ...rows.map((row) => row[i] ?? "")].map(width)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const blanks = " ".repeat(widths[i]! - width(cell));
        return left.includes(i) ? cell + blanks : blanks + cell;
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((each) => "─".repeat(each)).join("  ");
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** GitHub's table syntax. */
export function markdownTable({ head, rows, left = [0] }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapePipes).join(" | ")} |`;
  const rule = `|${head.map((_, i) => (left.includes(i) ? " --- " : " ---: ")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Code points, which is what a terminal shows of the letters used here. */
function width(text: string): number {
  return [...text].length;
}

function escapePipes(text: string): string {
  return text.replaceAll("|", "\\|");
}
