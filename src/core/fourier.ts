/**
 * @file The discrete Fourier transform of many series at once, of any length. Rows are time steps, so the innermost loop
 * runs along a row and the channels of a window need no rearranging.
 */

/** Rows `[row, 2 · series]`: real and imaginary parts side by side. */
type Rows = Float64Array;

/** cos and sin of 2πk/length, and the radices of the passes. */
interface Table {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly radices: readonly number[];
}

/** What the passes have in common. */
interface Pass {
  readonly from: Rows;
  readonly to: Rows;
  /** Numbers in a contiguous run with equal twiddle factors: a block. */
  readonly run: number;
  readonly blocks: number;
  /** Distance between the inputs of one butterfly. */
  readonly far: number;
  /** The twiddle factor of block p is entry p · step of the table, and its powers. */
  readonly step: number;
  readonly table: Table;
  /** −1 forward, 1 inverse. */
  readonly sign: number;
}

const tables = new Map<number, Table>();

/**
 * X[k] = Σ x[t] e^(∓2πikt/length) of every series in `rows` `[length, 2 · series]`; the inverse is not divided by the
 * length. Overwrites `rows` and `spare` (of the same size) and returns the one that holds the answer. Two real channels
 * make one series. O(length · Σ prime factors).
 * Source: Stockham's autosort form, Van Loan 1992, Computational Frameworks for the Fast Fourier Transform, §1.7.
 */
export function transformRows(
  rows: Rows,
  spare: Rows,
  length: number,
  direction: "forward" | "inverse",
): Rows {
  const table = tableOf(length);
  const sign = direction === "forward" ? -1 : 1;
  let [from, to] = [rows, spare];
  let run = (rows.length / length) | 0;
  let blocks = length;
  for (const radix of table.radices) {
    blocks = (blocks / radix) | 0;
    const step = (length / (blocks * radix)) | 0; // whole as it is, and known to be: indices stay integers
    const pass = { from, to, run, blocks, far: run * blocks, step, table, sign };
    (butterflies[radix] ?? anyRadix(radix))(pass);
    run *= radix;
    [from, to] = [to, from];
  }
  return from;
}

/** The least length ≥ `least` that has no prime factor above 5. */
export function fastLength(least: number): number {
  let length = Math.max(1, least);
  while (largestFactor(length) > 5) length++;
  return length;
}

/** The largest prime factor (of 1: 1); above 5, a transform of this length slows down in proportion. */
export function largestFactor(length: number): number {
  return Math.max(1, ...radicesOf(length).map((radix) => (radix === 4 ? 2 : radix)));
}

function tableOf(length: number): Table {
  let table = tables.get(length);
  if (table) return table;
  const angles = Float64Array.from({ length }, (_, k) => (2 * Math.PI * k) / length);
  table = { cos: angles.map(Math.cos), sin: angles.map(Math.sin), radices: radicesOf(length) };
  tables.set(length, table);
  return table;
}

/** Fours first, then the prime factors in ascending order. */
function radicesOf(length: number): number[] {
  const radices: number[] = [];
  let left = length;
  const take = (radix: number) => {
    for (; left % radix === 0; left /= radix) radices.push(radix);
  };
  take(4);
  take(2);
  for (let radix = 3; left > 1; radix += 2) take(radix);
  return radices;
}

/** All blocks of a pass: each output k of a butterfly is turned by the k-th power of its block's twiddle factor. */
type Butterfly = (pass: Pass) => void;

const butterflies: Readonly<Record<number, Butterfly>> = { 2: two, 3: three, 4: four, 5: five };

/** The complex number (x, y), turned by (cos, sin), to place `at`. */
function put(to: Rows, at: number, x: number, y: number, cos: number, sin: number): void {
  to[at] = x * cos - y * sin;
  to[at + 1] = x * sin + y * cos;
}

function two({ from, to, run, far, step, table, sign, blocks }: Pass): void {
  for (let p = 0; p < blocks; p++) {
    const cos = table.cos[p * step]!;
    const sin = sign * table.sin[p * step]!;
    for (let a = p * run, end = a + run, o = 2 * a; a < end; a += 2, o += 2) {
      const b = a + far;
      to[o] = from[a]! + from[b]!;
      to[o + 1] = from[a + 1]! + from[b + 1]!;
      put(to, o + run, from[a]! - from[b]!, from[a + 1]! - from[b + 1]!, cos, sin);
    }
  }
}

const [cos120, sin120] = [-1 / 2, Math.sqrt(3) / 2];

function three({ from, to, run, far, step, table, sign, blocks }: Pass): void {
  for (let p = 0; p < blocks; p++) {
    const [c1, c2] = [table.cos[p * step]!, table.cos[2 * p * step]!];
    const [s1, s2] = [sign * table.sin[p * step]!, sign * table.sin[2 * p * step]!];
    const h = sign * sin120;
    for (let a = p * run, end = a + run, o = 3 * a; a < end; a += 2, o += 2) {
      const b = a + far;
      const c = a + 2 * far;
      const sumX = from[b]! + from[c]!;
      const sumY = from[b + 1]! + from[c + 1]!;
      const difX = h * (from[b]! - from[c]!);
      const difY = h * (from[b + 1]! - from[c + 1]!);
      const x = from[a]! + cos120 * sumX;
      const y = from[a + 1]! + cos120 * sumY;
      to[o] = from[a]! + sumX;
      to[o + 1] = from[a + 1]! + sumY;
      put(to, o + run, x - difY, y + difX, c1, s1);
      put(to, o + 2 * run, x + difY, y - difX, c2, s2);
    }
  }
}

function four({ from, to, run, far, step, table, sign, blocks }: Pass): void {
  for (let p = 0; p < blocks; p++) {
    const [c1, c2, c3] = [table.cos[p * step]!, table.cos[2 * p * step]!, table.cos[3 * p * step]!];
    const s1 = sign * table.sin[p * step]!;
    const s2 = sign * table.sin[2 * p * step]!;
    const s3 = sign * table.sin[3 * p * step]!;
    for (let a = p * run, end = a + run, o = 4 * a; a < end; a += 2, o += 2) {
      const b = a + far;
      const c = a + 2 * far;
      const d = a + 3 * far;
      const evenX = from[a]! + from[c]!;
      const evenY = from[a + 1]! + from[c + 1]!;
      const oddX = from[b]! + from[d]!;
      const oddY = from[b + 1]! + from[d + 1]!;
      const x = from[a]! - from[c]!;
      const y = from[a + 1]! - from[c + 1]!;
      const difX = sign * (from[b]! - from[d]!);
      const difY = sign * (from[b + 1]! - from[d + 1]!);
      to[o] = evenX + oddX;
      to[o + 1] = evenY + oddY;
      put(to, o + run, x - difY, y + difX, c1, s1);
      put(to, o + 2 * run, evenX - oddX, evenY - oddY, c2, s2);
      put(to, o + 3 * run, x + difY, y - difX, c3, s3);
    }
  }
}

const [cos72, cos144] = [Math.cos((2 * Math.PI) / 5), Math.cos((4 * Math.PI) / 5)];
const [sin72, sin144] = [Math.sin((2 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];

function five({ from, to, run, far, step, table, sign, blocks }: Pass): void {
  for (let p = 0; p < blocks; p++) {
    const c1 = table.cos[p * step]!;
    const s1 = sign * table.sin[p * step]!;
    const c2 = table.cos[2 * p * step]!;
    const s2 = sign * table.sin[2 * p * step]!;
    const c3 = table.cos[3 * p * step]!;
    const s3 = sign * table.sin[3 * p * step]!;
    const c4 = table.cos[4 * p * step]!;
    const s4 = sign * table.sin[4 * p * step]!;
    const [h, g] = [sign * sin72, sign * sin144];
    for (let a = p * run, end = a + run, o = 5 * a; a < end; a += 2, o += 2) {
      const b = a + far;
      const c = a + 2 * far;
      const d = a + 3 * far;
      const e = a + 4 * far;
      const x0 = from[a]!;
      const y0 = from[a + 1]!;
      const ux = from[b]! + from[e]!;
      const uy = from[b + 1]! + from[e + 1]!;
      const vx = from[c]! + from[d]!;
      const vy = from[c + 1]! + from[d + 1]!;
      const mx = from[b]! - from[e]!;
      const my = from[b + 1]! - from[e + 1]!;
      const nx = from[c]! - from[d]!;
      const ny = from[c + 1]! - from[d + 1]!;
      const px = x0 + cos72 * ux + cos144 * vx;
      const py = y0 + cos72 * uy + cos144 * vy;
      const qx = x0 + cos144 * ux + cos72 * vx;
      const qy = y0 + cos144 * uy + cos72 * vy;
      const rx = h * mx + g * nx;
      const ry = h * my + g * ny;
      const tx = g * mx - h * nx;
      const ty = g * my - h * ny;
      to[o] = x0 + ux + vx;
      to[o + 1] = y0 + uy + vy;
      put(to, o + run, px - ry, py + rx, c1, s1);
      put(to, o + 2 * run, qx - ty, qy + tx, c2, s2);
      put(to, o + 3 * run, qx + ty, qy - tx, c3, s3);
      put(to, o + 4 * run, px + ry, py - rx, c4, s4);
    }
  }
}

/** The sum as it stands, for larger primes. */
function anyRadix(radix: number): Butterfly {
  return ({ from, to, run, far, step, table, sign, blocks }) => {
    const length = table.cos.length;
    for (let p = 0; p < blocks; p++) {
      for (let k = 0; k < radix; k++) {
        const o = (radix * p + k) * run;
        to.fill(0, o, o + run);
        for (let j = 0; j < radix; j++) {
          const turn = (k * (p * step + j * (length / radix))) % length;
          const cos = table.cos[turn]!;
          const sin = sign * table.sin[turn]!;
          for (let q = 0, i = p * run + j * far; q < run; q += 2, i += 2) {
            to[o + q]! += from[i]! * cos - from[i + 1]! * sin;
            to[o + q + 1]! += from[i]! * sin + from[i + 1]! * cos;
          }
        }
      }
    }
  };
}
