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
  if (microseconds < 1e3) return `${microseconds.toPrecision(3)} µs`;
  if (microseconds < 1e6) return `${(microseconds / 1e3).toPrecision(3)} ms`;
  return `${(microseconds / 1e6).toPrecision(3)} s`;
}

/** s → "41 s", "2 min 21 s", "1 h 05 min". */
export function elapsed(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Three significant digits at most, with the prefix: "12.9 k", "424 k", "950 ". */
function scaled(value: number): string {
  const [factor, prefix] =
    value >= 1e9 ? [1e9, "G"] : value >= 1e6 ? [1e6, "M"] : value >= 1e3 ? [1e3, "k"] : [1, ""];
  const number = value / factor;
  return `${number >= 100 || factor === 1 ? Math.round(number) : number.toFixed(1)} ${prefix}`;
}
