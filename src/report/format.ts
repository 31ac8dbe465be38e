/** @file Figures as people read them. */

/** 0.8312 → "83.1 %". */
export function percent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** A difference of fractions, signed: 0.029 → "+2.9 points". */
export function points(difference: number): string {
  return `${signed(100 * difference)} points`;
}

/** 2.94 → "+2.9", −0.51 → "−0.5"; what rounds to zero has no sign. */
export function signed(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** Decimal units, as on a data sheet: 12 900 → "12.9 kB". */
export function bytes(count: number): string {
  return `${scaled(count)}B`;
}

/** 424 000 → "424 k", 20 100 000 → "20.1 M", 950 → "950". */
export function count(value: number): string {
  return scaled(value).trimEnd();
}

/** µs → "62.1 µs", "1.62 ms", "2.10 s". */
export function duration(microseconds: number): string {
  if (microseconds < 999.5) return `${threeDigits(microseconds)} µs`;
  if (microseconds < 999.5e3) return `${threeDigits(microseconds / 1e3)} ms`;
  return `${threeDigits(microseconds / 1e6)} s`;
}

/** Three digits that count, without a power of ten: 62.14 → "62.1", 1234.5 → "1235". */
export function threeDigits(value: number): string {
  return Math.abs(value) < 99.95 ? value.toPrecision(3) : String(Math.round(value));
}

/** s → "41 s", "2 min 21 s", "1 h 05 min". */
export function elapsed(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** Within a sentence: "Student alone" → "student alone". */
export function uncapitalized(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Three significant digits at most, with the prefix: "12.9 k", "424 k", "950 ". */
function scaled(value: number): string {
  const [factor, prefix] = prefixes.find(([least]) => value >= 0.9995 * least) ?? [1, ""];
  const number = value / factor;
  return `${number >= 99.95 || factor === 1 ? Math.round(number) : number.toFixed(1)} ${prefix}`;
}

const prefixes: readonly (readonly [number, string])[] = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];
