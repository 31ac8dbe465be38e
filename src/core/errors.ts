/** @file Errors a person can act on: who complains, what was expected, what came, what to do. */

/** A mistake in what the user handed in (file, option, name). The command line prints it without a stack trace. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /** The message without what to do about it. */
  readonly problem: string;
  /** What to do about it. */
  readonly help: string | undefined;

  constructor(message: string, help?: string, options?: ErrorOptions) {
    super(help === undefined ? message : `${message}\n  help: ${help}`, options);
    this.problem = message;
    this.help = help;
  }
}

/** The known name closest to `name` by edit distance, or `undefined` where nothing is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 2));
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { name: candidate, distance };
  }
  return best?.name;
}

/** Least number of insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? rows[i - 2]![j - 2]! + 1 : substitution;
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, substitution, swap));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

const systemWords: Readonly<Record<string, string>> = {
  EACCES: "it may not be opened by this user",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file, not a folder",
  EPERM: "the system does not allow it",
  EROFS: "the disk is read-only",
};

/** Why a file that the sentence names already could not be opened, read or written. */
export function fileTrouble(error: unknown): string {
  return systemWords[(error as { readonly code?: string }).code ?? ""] ?? messageOf(error);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
