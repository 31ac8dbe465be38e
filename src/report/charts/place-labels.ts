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

/** Room that letters of 11 px take where a font is wide. */
export const letter = 7;
const lineHeight = 14;
const radius = 6;
const sweeps = 4;

/** The nearer the better: beside, above or below, and further away, where a line leads there. */
const candidates: readonly Placement[] = [
  ...sides(9, [0]),
  ...sides(5, [-14, 14]),
  ...sides(9, [-24, 24, -38, 38, -52, 52, -66, 66, -80, 80, -94, 94]),
];

function sides(dx: number, dys: readonly number[]): Placement[] {
  return dys.flatMap((dy): Placement[] => [
    { align: "left", dx, dy },
    { align: "right", dx: -dx, dy },
  ]);
}

/** Whether a label is so far from its point that a line should lead there. */
export function isFar({ dy }: Placement): boolean {
  return Math.abs(dy) > lineHeight;
}

/**
 * For each point a place inside the chart that covers neither a point, nor another label, nor what is `drawn` besides;
 * else the least bad. Labels are placed in turn, and then moved again while the others stay.
 */
export function placeLabels(
  points: readonly Point[],
  chart: { readonly width: number; readonly height: number },
  drawn: readonly Box[] = [],
): Placement[] {
  const dots = points.map(
    ({ x, y }): Box => ({
      ...{ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius },
    }),
  );
  const placed: Placement[] = [];
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const [i, point] of points.entries()) {
      const labels = placed.flatMap((place, k) => (k === i ? [] : [boxOf(points[k]!, place)]));
      const taken = [...dots.filter((_, k) => k !== i), ...drawn, ...labels];
      const costs = candidates.map((place, rank) => {
        const box = boxOf(point, place);
        const line = isFar(place) ? covered(lineTo(point, place), taken) : 0;
        return rank + covered(box, taken) + line + 100 * outside(box, chart);
      });
      placed[i] = candidates[costs.indexOf(Math.min(...costs))]!;
    }
  return placed;
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

/** Around the line that leads to a far label. */
function lineTo({ x, y }: Point, { dx, dy }: Placement): Box {
  const [left, right] = [Math.min(x, x + dx), Math.max(x, x + dx)];
  return { left, right, top: Math.min(y, y + dy), bottom: Math.max(y, y + dy) };
}

/** px². */
function covered(box: Box, taken: readonly Box[]): number {
  return taken.reduce((sum, other) => {
    const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
    return sum + Math.max(0, across) * Math.max(0, down);
  }, 0);
}

/** px. */
function outside(box: Box, { width, height }: { width: number; height: number }): number {
  const over = [-box.left, box.right - width, -box.top, box.bottom - height];
  return over.reduce((sum, each) => sum + Math.max(0, each), 0);
}
