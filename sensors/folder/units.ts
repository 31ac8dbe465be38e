/** @file Units a person may record in → the one unit of each kind used here. */

import { standardGravity } from "#sensors/standard-gravity";

export interface UnitConversion {
  /** The unit used from here on. */
  readonly unit: string;
  /** Multiply by this. */
  readonly factor: number;
}

const degree = Math.PI / 180;

const conversions: Readonly<Record<string, UnitConversion>> = {
  g: { unit: "g", factor: 1 },
  mg: { unit: "g", factor: 1e-3 },
  "m/s²": { unit: "g", factor: 1 / standardGravity },
  "rad/s": { unit: "rad/s", factor: 1 },
  "deg/s": { unit: "rad/s", factor: degree },
  "mdeg/s": { unit: "rad/s", factor: degree * 1e-3 },
  m: { unit: "m", factor: 1 },
  cm: { unit: "m", factor: 1e-2 },
  mm: { unit: "m", factor: 1e-3 },
  µV: { unit: "µV", factor: 1 },
  mV: { unit: "µV", factor: 1e3 },
  V: { unit: "µV", factor: 1e6 },
  µT: { unit: "µT", factor: 1 },
};

const spellings: Readonly<Record<string, string>> = {
  "m/s2": "m/s²",
  "m/s^2": "m/s²",
  "°/s": "deg/s",
  dps: "deg/s",
  mdps: "mdeg/s",
  uV: "µV",
  μV: "µV",
  uT: "µT",
  μT: "µT",
};

/** The units a person may name. */
export const knownUnits: readonly string[] = Object.keys(conversions);

/** How to convert; `undefined` for an unknown unit. */
export function unitConversion(name: string): UnitConversion | undefined {
  const unit = spellings[name] ?? name;
  return Object.hasOwn(conversions, unit) ? conversions[unit] : undefined;
}
