/** @file The people of the EEG demo: what their rhythms are like, and how well they steer them. */
import { electrodesNamed } from "#core/electrodes";
import type { Random } from "#core/random";
import { type Dipole, dipoleUnder } from "./head.ts";

/** Areas of the motor cortex, named after the electrode above. */
export const areas = ["C3", "Cz", "C4"] as const;
export type Area = (typeof areas)[number];

/** Relative change of a rhythm's size during imagery: below 0 desynchronisation, above 0 synchronisation. */
export type Response = Readonly<Record<Area, number>>;

export const imageries: readonly { readonly name: string; readonly response: Response }[] = [
  { name: "left-hand", response: { C3: -0.1, Cz: 0.1, C4: -1 } },
  { name: "right-hand", response: { C3: -1, Cz: 0.1, C4: -0.1 } },
  { name: "feet", response: { C3: 0.35, Cz: -1, C4: 0.35 } },
];

export interface Rhythm {
  readonly frequency: number;
  readonly width: number;
  /** µV where strongest, by area. */
  readonly size: Readonly<Record<Area, number>>;
}

export interface BrainPerson {
  readonly mu: Rhythm;
  readonly beta: Rhythm;
  /** 0 … 1: how deep desynchronisation goes. */
  readonly skill: number;
  /** s from the cue until it begins. */
  readonly reaction: number;
  readonly motor: Readonly<Record<Area, Dipole>>;
  /** The rhythm at rest of the visual cortex; it is no help, only near. */
  readonly alpha: { readonly frequency: number; readonly size: number };
  /** µV; of the background at its strongest electrodes. */
  readonly background: number;
  readonly blinksPerMinute: number;
  readonly tensionsPerMinute: number;
  readonly random: Random;
}

/** Person `index`, who depends on index and seed alone; in each round of nine some are easy to read and some are not. */
export function drawBrain(index: number, random: Random): BrainPerson {
  const own = random.fork("brain", index);
  const skills = [0.85, 0.55, 0.9, 0.4, 0.3, 0.45, 0.8, 0.7, 0.6];
  const mu = own.between(9, 12.5);
  return {
    mu: { frequency: mu, width: 1.6, size: sizes(7, own) },
    beta: { frequency: 2 * mu + own.between(-2, 2), width: 4, size: sizes(2.5, own) },
    skill: Math.min(0.95, Math.max(0.1, skills[index % skills.length]! + 0.05 * own.normal())),
    reaction: own.between(0.3, 0.8),
    motor: motorDipoles(own),
    alpha: { frequency: mu - own.between(0.2, 1), size: own.between(5, 14) },
    background: own.between(6, 9),
    blinksPerMinute: own.between(4, 18),
    tensionsPerMinute: own.between(0.5, 4),
    random: own.fork("sessions"),
  };
}

function sizes(typical: number, random: Random): Readonly<Record<Area, number>> {
  const size = () => typical * Math.exp(0.2 * random.normal());
  return { C3: size(), Cz: 0.8 * size(), C4: size() };
}

/** Nobody's cortex lies exactly under the electrodes. */
function motorDipoles(random: Random): Readonly<Record<Area, Dipole>> {
  const shift = (size: number) => size * random.normal();
  const dipole = (name: Area) => {
    const { position } = electrodesNamed("eeg-demo", [name])[0]!;
    const [x, y, z] = position;
    const near = [x + shift(0.06), y + shift(0.08), z + shift(0.03)] as const;
    const length = Math.hypot(...near);
    const onScalp = near.map((value) => value / length) as [number, number, number];
    return dipoleUnder(onScalp, 0.32 + Math.abs(shift(0.05)), [shift(0.2), shift(0.3), shift(0.1)]);
  };
  return { C3: dipole("C3"), Cz: dipole("Cz"), C4: dipole("C4") };
}
