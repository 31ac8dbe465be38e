/** @file What must not stand on both sides of a split. */
import { UserError } from "#core/errors";
import type { WindowSet } from "#core/signal";

/** The parts of a split, by name. */
export type Parts = Readonly<Record<string, WindowSet | undefined>>;

/** Throws a {@link UserError} that names a subject who is in two of the parts. */
export function refuseSharedSubjects(parts: Parts): void {
  const seenIn = new Map<string, string>();
  for (const [part, set] of Object.entries(parts)) {
    for (const subject of new Set(set?.subjects)) {
      const other = seenIn.get(subject);
      if (other !== undefined)
        throw new UserError(
          `subject "${subject}" is both in the ${other} and the ${part} part: the score would not tell how well the model does for new people`,
          "split by subject; or by session, run or trial, which test the same people at another time; or say `allowLeakage: true`",
        );
      seenIn.set(subject, part);
    }
  }
}

interface Piece {
  readonly part: string;
  readonly start: number;
  readonly end: number;
}

/** Throws a {@link UserError} that names a moment of a recording which windows of two parts show. */
export function refuseOverlap(parts: Parts): void {
  const rounding = 1e-6;
  for (const [recording, pieces] of piecesOf(parts)) {
    pieces.sort((a, b) => a.start - b.start);
    const last = new Map<string, Piece>(); // of each part, the window that ends last so far
    for (const piece of pieces) {
      for (const [part, before] of last) {
        if (part === piece.part || before.end <= piece.start + rounding) continue;
        throw new UserError(
          `recording ${recording}: a window of the ${before.part} part (${placeOf(before)}) overlaps one of the ${piece.part} part (${placeOf(piece)})`,
          "keep recordings whole, cut windows without overlap, or say `allowLeakage: true`",
        );
      }
      if ((last.get(piece.part)?.end ?? 0) <= piece.end) last.set(piece.part, piece);
    }
  }
}

/** Windows by recording. */
function piecesOf(parts: Parts): Map<string, Piece[]> {
  const pieces = new Map<string, Piece[]>();
  for (const [part, set] of Object.entries(parts)) {
    set?.recordings.forEach((recording, row) => {
      const { start, end } = set.origins?.[row] ?? { start: 0, end: Number.POSITIVE_INFINITY };
      const own = pieces.get(recording) ?? [];
      own.push({ part, start, end });
      pieces.set(recording, own);
    });
  }
  return pieces;
}

function placeOf({ start, end }: Piece): string {
  return `${start.toFixed(2)} to ${end.toFixed(2)} s`;
}
