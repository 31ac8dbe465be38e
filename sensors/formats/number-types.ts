/** @file Numbers as files store them. */

export interface NumberType {
  readonly bytes: number;
  /** 64-bit integers beyond ±2⁵³ are rounded. */
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const type = (bytes: number, read: NumberType["read"]): NumberType => ({ bytes, read });

export const numberTypes = {
  int8: type(1, (view, at) => view.getInt8(at)),
  uint8: type(1, (view, at) => view.getUint8(at)),
  int16: type(2, (view, at, little) => view.getInt16(at, little)),
  uint16: type(2, (view, at, little) => view.getUint16(at, little)),
  int32: type(4, (view, at, little) => view.getInt32(at, little)),
  uint32: type(4, (view, at, little) => view.getUint32(at, little)),
  int64: type(8, (view, at, little) => Number(view.getBigInt64(at, little))),
  uint64: type(8, (view, at, little) => Number(view.getBigUint64(at, little))),
  float16: type(2, (view, at, little) => halfFloat(view.getUint16(at, little))),
  float32: type(4, (view, at, little) => view.getFloat32(at, little)),
  float64: type(8, (view, at, little) => view.getFloat64(at, little)),
  /** Low byte first. */
  int24: type(3, (view, at) => (view.getInt8(at + 2) << 16) | view.getUint16(at, true)),
  uint24: type(3, (view, at) => (view.getUint8(at + 2) << 16) | view.getUint16(at, true)),
} as const satisfies Record<string, NumberType>;

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
