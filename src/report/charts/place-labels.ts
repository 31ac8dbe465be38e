/** @file Labels beside points, so that they do not cover each other. */

/** In px from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface Placement {
  readonly align: "left" | "right";
  /** From the point to the label's edge, px. */
  readonly dx: number;
  readonly dy: number;
}

/** In px. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const lineHeight = 13;
const letter = 6.4;
const radius = 6;

/** Tried in this order. */
const candidates: readonly Placement[] = [
  { align: "left", dx: 9, dy: 0 },
  { align: "right", dx: -9, dy: 0 },
  { align: "left", dx: 5, dy: -13 },
  { align: "left", dx: 5, dy: 13 },
  { align: "right", dx: -5, dy: -13 },
  { align: "right", dx: -5, dy: 13 },
];

/**
 * For each point the first place inside `width` that covers neither a point, nor an earlier label, nor what is `drawn`
 * besides; else the least bad.
 */
export function placeLabels(
  points: readonly Point[],
  width: number,
  drawn: readonly Box[] = [],
): Placement[] {
  const around = ({ x, y }: Point): Box => ({
    ...{ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius },
  });
  const taken = [...points.map(around), ...drawn];
  return points.map((point, i) => {
    const cost = (place: Placement) => overlap(boxOf(point, place), taken, i, width);
    const best = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    taken.push(boxOf(point, best));
    return best;
  });
}

function boxOf({ x, y, text }: Point, { align, dx, dy }: Placement): Box {
  const length = text.length * letter;
  const left = align === "left" ? x + dx : x + dx - length;
  const middle = y + dy;
  return {
    left,
    right: left + length,
    top: middle - lineHeight / 2,
    bottom: middle + lineHeight / 2,
  };
}

/** px² covered, and px out of the chart, which weigh more. */
function overlap(box: Box, taken: readonly Box[], own: number, width: number): number {
  const outside = Math.max(0, -box.left) + Math.max(0, box.right - width);
  return taken.reduce((sum, other, i) => {
    if (i === own) return sum;
    const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
    return sum + Math.max(0, across) * Math.max(0, down);
  }, outside * 100);
}
