/** @file float32 as the bits of the nearest float16. Source: IEEE 754-2019, binary16. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
const largest = 65504;

/** Rounds to nearest, ties to even; what is too large becomes the largest finite number. */
export function halfBits(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, bitsOf);
}

function bitsOf(value: number): number {
  float[0] = Math.min(largest, Math.max(-largest, value));
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  if (exponent <= 0) return sign | roundHalfEven(Math.abs(float[0]!) * 2 ** 24); // subnormal: multiples of 2⁻²⁴
  const mantissa = word & 0x7fffff;
  return sign | ((exponent << 10) + roundHalfEven(mantissa / 8192)); // a carry goes into the exponent
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
