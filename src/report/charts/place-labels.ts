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
 * else the least bad. Labels are placed in turn, and then moved again while the others stay. Where that ends depends
 * on whose turn is first: several orders are tried.
 */
export function placeLabels(
  points: readonly Point[],
  chart: { readonly width: number; readonly height: number },
  drawn: readonly Box[] = [],
): Placement[] {
  const cost = (labels: readonly Box[], i: number) => {
    const taken = [
      ...points.flatMap((point, k) => (k === i ? [] : [dotOf(point)])),
      ...drawn,
      ...labels,
    ];
    return (place: Placement, rank: number) => {
      const box = boxOf(points[i]!, place);
      const line = isFar(place) ? covered(lineTo(points[i]!, place), taken) : 0;
      return rank + covered(box, taken) + line + 100 * outside(box, chart);
    };
  };
  const tries = ordersOf(points).map((order) => settle(points, order, cost));
  return tries.reduce((best, each) => (each.cost < best.cost ? each : best)).places;
}

/** As given, from the other end, from the left, from the top. */
function ordersOf(points: readonly Point[]): number[][] {
  const given = [...points.keys()];
  return [
    given,
    given.toReversed(),
    given.toSorted((i, k) => points[i]!.x - points[k]!.x),
    given.toSorted((i, k) => points[i]!.y - points[k]!.y),
  ];
}

/** Labels placed in this order, the best for each while the others stay. */
function settle(
  points: readonly Point[],
  order: readonly number[],
  cost: (labels: readonly Box[], i: number) => (place: Placement, rank: number) => number,
): { readonly places: Placement[]; readonly cost: number } {
  const places: Placement[] = [];
  let sum = 0;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    sum = 0;
    for (const i of order) {
      const labels = places.flatMap((place, k) => (k === i ? [] : [boxOf(points[k]!, place)]));
      const costs = candidates.map(cost(labels, i));
      const least = Math.min(...costs);
      places[i] = candidates[costs.indexOf(least)]!;
      sum += least;
    }
  }
  return { places, cost: sum };
}

function dotOf({ x, y }: Point): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
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
