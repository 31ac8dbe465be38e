/**
 * @file Numbers that a spreadsheet with "." as its thousands separator has rewritten. A number of three or more decimals
 * and a size of at least 1 has lost its point and got one before every third digit from the right: "10.390.625" was
 * 1.0390625, 10.390625 or 103.90625. Fewer decimals and smaller numbers stand as they were.
 */

/** What is known of the numbers of a series. */
export interface NumberRange {
  /** None is larger in size. */
  readonly largest: number;
  /** They are multiples of 2 to the power of minus this. */
  readonly binaryPlaces?: number;
}

export interface RecoveredNumbers {
  readonly values: Float64Array;
  /** How many had lost their point. */
  readonly repaired: number;
  /** Of these, how many could stand for several numbers: the smoothest series was taken. */
  readonly ambiguous: number;
}

interface Reading {
  readonly value: number;
  /** −log of how likely it is among the readings of a text, before the neighbours are looked at. */
  readonly cost: number;
}

/** Fewest decimals of a number that lost its point. */
const fewestDecimals = 3;
/** A step of this size between neighbours costs as much as a reading e times less likely. */
const usualStep = 3;

/**
 * The numbers that a series of texts stood for: of all that fit the range, the likeliest chain (Viterbi). NaN where
 * nothing fits.
 */
export function recoverNumbers(texts: readonly string[], range: NumberRange): RecoveredNumbers {
  const readings = texts.map((text) => readingsOf(text, range));
  return {
    values: smoothest(readings),
    repaired: texts.filter((text) => hasLostPoint(text)).length,
    ambiguous: readings.filter(({ length }) => length > 1).length,
  };
}

const grouped = /^-?[1-9]\d{0,2}(\.\d{3})+$/;
/** Only numbers below 10⁻³ were written with an exponent, and what remains of it is not it. */
const tiny = /^(-?\d),(\d+)E\+\d+$/;

function hasLostPoint(text: string): boolean {
  return grouped.test(text) || tiny.test(text);
}

function readingsOf(text: string, range: NumberRange): readonly Reading[] {
  const fraction = tiny.exec(text);
  if (fraction) return [{ value: Number(`${fraction[1]}.${fraction[2]}e-5`), cost: 0 }];
  if (!grouped.test(text)) return [{ value: text === "" ? Number.NaN : Number(text), cost: 0 }];
  const digits = text.replaceAll(/[-.]/g, "");
  const sign = text.startsWith("-") ? -1 : 1;
  const most = Math.min(digits.length - 1, mostDecimals(digits, range));
  const readings: Reading[] = [];
  for (let decimals = most; decimals >= fewestDecimals; decimals--) {
    const point = digits.length - decimals;
    const value = Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
    if (value <= range.largest)
      readings.push({ value: sign * value, cost: (most - decimals) * Math.log(10) });
  }
  return readings;
}

/**
 * A multiple k · 2⁻ᵖ with d decimals has the digits k · 10ᵈ · 2⁻ᵖ: they divide by 5ᵈ, and d ≤ p. One decimal less needs a k
 * that divides by 5 and by 2 once more: ten times less likely.
 */
function mostDecimals(digits: string, { binaryPlaces }: NumberRange): number {
  if (binaryPlaces === undefined) return digits.length - 1;
  let fives = 0;
  for (let rest = BigInt(digits); fives < binaryPlaces && rest % 5n === 0n; rest /= 5n) fives++;
  return fives;
}

/** One reading of each, such that their costs and the steps between them are least in sum. */
function smoothest(readings: readonly (readonly Reading[])[]): Float64Array {
  const values = new Float64Array(readings.length).fill(Number.NaN);
  const best = readings.map((options) => options.map(({ cost }) => ({ cost, from: 0 })));
  for (let i = 1; i < readings.length; i++) {
    for (const [k, { value }] of readings[i]!.entries()) {
      const way = cheapest(readings[i - 1]!, best[i - 1]!, value);
      best[i]![k] = { cost: best[i]![k]!.cost + way.cost, from: way.from };
    }
  }
  let at = lowest(best.at(-1) ?? []);
  for (let i = readings.length - 1; i >= 0; i--) {
    const chosen = readings[i]![at];
    if (chosen) values[i] = chosen.value;
    at = chosen ? best[i]![at]!.from : lowest(best[i - 1] ?? []);
  }
  return values;
}

interface Way {
  readonly cost: number;
  readonly from: number;
}

function cheapest(before: readonly Reading[], ways: readonly Way[], value: number): Way {
  let found: Way = { cost: before.length === 0 ? 0 : Number.POSITIVE_INFINITY, from: 0 };
  for (const [from, { value: last }] of before.entries()) {
    const step = Number.isNaN(last + value) ? 0 : Math.abs(value - last) / usualStep;
    const cost = ways[from]!.cost + step;
    if (cost < found.cost) found = { cost, from };
  }
  return found;
}

function lowest(ways: readonly Way[]): number {
  let at = 0;
  for (const [i, { cost }] of ways.entries()) if (cost < ways[at]!.cost) at = i;
  return at;
}
