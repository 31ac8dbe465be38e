/** @file Volume conduction: what a source inside the head gives at each electrode. */
import { type Electrode, electrodes } from "#core/electrodes";

type Point = Electrode["position"];

/** A current dipole: where it is and which way it points; the scalp is the unit sphere. */
export interface Dipole {
  readonly position: Point;
  readonly moment: Point;
}

/** The 10–10 system down to the level of the ears: 69 electrodes. */
export const cap: readonly Electrode[] = electrodes.filter(
  ({ name }) => !/(9|10|Nz|Iz)$/.test(name),
);

/** A dipole under an electrode, pointing outward: a patch of cortex on top of a fold. */
export function dipoleUnder([x, y, z]: Point, depth: number, tilt: Point = [0, 0, 0]): Dipole {
  const radius = 1 - depth;
  return {
    position: [radius * x, radius * y, radius * z],
    moment: [x + tilt[0], y + tilt[1], z + tilt[2]],
  };
}

/**
 * Gain of a dipole at each electrode in an infinite homogeneous conductor, `m · (r − r₀) / |r − r₀|³`, scaled so that the
 * largest is 1: a source of 10 µV shows as 10 µV where it is strongest.
 * Source: Malmivuo and Plonsey 1995, Bioelectromagnetism, eq. 8.4.
 */
export function gains({ position, moment }: Dipole, places: readonly Point[]): Float64Array {
  const raw = Float64Array.from(places, (place) => {
    const away = place.map((x, axis) => x - position[axis]!);
    const along = away.reduce((sum, x, axis) => sum + x * moment[axis]!, 0);
    return along / Math.hypot(...away) ** 3;
  });
  const largest = raw.reduce((most, gain) => Math.max(most, Math.abs(gain)), 0);
  return raw.map((gain) => gain / largest);
}

/** The electrodes, with the cap turned by small angles (radians): left–right tilt, forward slip, twist. */
export function wornCap([tilt, slip, twist]: Point): readonly Point[] {
  return cap.map(({ position: [x, y, z] }) => {
    const [x1, z1] = turned(x, z, tilt);
    const [y2, z2] = turned(y, z1, slip);
    const [x3, y3] = turned(x1, y2, twist);
    return [x3, y3, z2];
  });
}

function turned(a: number, b: number, angle: number): readonly [number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos * a - sin * b, sin * a + cos * b];
}
