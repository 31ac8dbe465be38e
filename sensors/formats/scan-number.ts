/**
 * @file A decimal number in bytes of text, several times faster than making a string for `Number`.
 *
 * An integer below 2⁵³ times or divided by a power of ten up to 10²² is one rounding of an exact value, hence what
 * `Number` gives (Clinger 1990, doi:10.1145/93542.93557, §2); anything else is left to `Number`.
 */

const code = { plus: 43, minus: 45, point: 46, zero: 48, nine: 57, lowerCase: 32, e: 101 } as const;
const mostExact = 2 ** 53 - 1;

/** 10⁰ … 10²², which a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const ascii = new TextDecoder("latin1");

/**
 * Put the number that begins at `at` into `out[place]` and return where it ends; −1 where none begins or it is too large. The caller
 * makes sure that `bytes` does not end inside a number (a line end is enough). `point` is the byte of the decimal point.
 */
export function scanNumber(
  bytes: Uint8Array,
  at: number,
  out: Float64Array,
  place: number,
  point: number = code.point,
): number {
  let next = at;
  let char = bytes[next]!;
  const negative = char === code.minus;
  if (negative || char === code.plus) char = bytes[++next]!;
  let mantissa = 0;
  const whole = next;
  while (char >= code.zero && char <= code.nine) {
    mantissa = mantissa * 10 + char - code.zero;
    char = bytes[++next]!;
  }
  let digits = next - whole;
  let scale = 0;
  if (char === point) {
    char = bytes[++next]!;
    const fraction = next;
    while (char >= code.zero && char <= code.nine) {
      mantissa = mantissa * 10 + char - code.zero;
      char = bytes[++next]!;
    }
    scale = fraction - next;
    digits -= scale;
  }
  if (digits === 0) return -1;
  if ((char | code.lowerCase) === code.e) {
    char = bytes[++next]!;
    const shrinks = char === code.minus;
    if (shrinks || char === code.plus) char = bytes[++next]!;
    const power = next;
    let exponent = 0;
    while (char >= code.zero && char <= code.nine) {
      exponent = exponent * 10 + char - code.zero;
      char = bytes[++next]!;
    }
    if (next === power) return -1;
    scale += shrinks ? -exponent : exponent;
  }
  if (mantissa > mostExact || scale < -22 || scale > 22) {
    const value = Number(ascii.decode(bytes.subarray(at, next)).replace(",", "."));
    out[place] = value;
    return Number.isFinite(value) ? next : -1;
  }
  const size = scale < 0 ? mantissa / powers[-scale]! : mantissa * powers[scale]!;
  out[place] = negative ? -size : size;
  return next;
}
