/** @file Units of GDF 2: 11 bits for the unit, 5 for the decimal factor. Source: ISO/IEEE 11073-10101, tables A.6. */

const units: Readonly<Record<number, string>> = {
  0: "",
  512: "",
  544: "%",
  736: "deg",
  768: "rad",
  1280: "m",
  2176: "s",
  2496: "Hz",
  3840: "Pa",
  3872: "mmHg",
  4256: "V",
  4288: "Ohm",
  6048: "degC",
  65504: "T",
};

const prefixes: Readonly<Record<number, string>> = {
  0: "",
  1: "da",
  2: "h",
  3: "k",
  4: "M",
  5: "G",
  6: "T",
  16: "d",
  17: "c",
  18: "m",
  19: "u",
  20: "n",
  21: "p",
  22: "f",
  23: "a",
};

/** "uV"; for a unit that is not in the table "unit 1234". */
export function gdfUnit(code: number): string {
  const unit = units[code & ~31];
  const prefix = prefixes[code & 31];
  return unit === undefined || prefix === undefined ? `unit ${code}` : prefix + unit;
}
