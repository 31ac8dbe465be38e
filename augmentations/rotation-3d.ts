/** @file A watch worn at another angle, or on the other side of the wrist. */
import type { Random } from "#core/random";
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { type Triple, triplesOf, wornAxes } from "./channel-groups.ts";

export interface Rotation3dOptions {
  /** Largest angle in degrees; 180 is any. A watch on its wrist moves by 15 to 30. */
  readonly degrees: number;
  /** `any`: an axis in a random direction; `x`, `y`, `z`: about that one (skeletons about the vertical, y). */
  readonly axis: string;
  /** `body`: all sensors turn alike; `sensor`: each by itself, its quantities (acc, gyro, …) alike. */
  readonly per: string;
}

/** Row-major 3 × 3. */
export type Rotation = Float64Array;

/**
 * Rotate the vector of every x, y, z triple. All modalities of a sample turn alike, so that an accelerometer and the
 * gyroscope beside it still fit each other; positions in space are left alone unless `modalities` names them.
 */
export const rotation3d: Augmentation<Rotation3dOptions> = defineAugmentation({
  name: "rotation-3d",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "turn the axes of worn sensors by a random rotation",
  formula: "x Rᵀ on each xyz triple, axis ~ U(−1, 1)³ normalised, angle ~ U(−degrees, degrees)",
  stage: "raw",
  keeps: ["label", "order", "left-right", "norm"],
  options: { degrees: 180, axis: "any", per: "body" },
  accepts: {
    degrees: { from: 0, to: 180 },
    axis: ["any", "x", "y", "z"],
    per: ["body", "sensor"],
  },
  identity: { degrees: 0 },
  pairing: "shared",
  needs: wornAxes,
  apply(window, random, options, out) {
    const common = drawRotation(random, options);
    out.set(window.data);
    for (const triple of triplesOf(window.channels)) {
      const own = () => drawRotation(random.fork(sensorOf(triple)), options);
      rotate(
        window.data,
        out,
        window.channels.length,
        triple.places[0],
        options.per === "sensor" ? own() : common,
      );
    }
  },
});

/** Rodrigues' formula about a unit axis. */
export function drawRotation(
  random: Random,
  { degrees, axis }: Pick<Rotation3dOptions, "degrees" | "axis">,
): Rotation {
  const [x, y, z] = drawAxis(random, axis);
  const angle = (random.between(-degrees, degrees) * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const k = 1 - c;
  return Float64Array.of(
    ...[c + x * x * k, x * y * k - z * s, x * z * k + y * s],
    ...[y * x * k + z * s, c + y * y * k, y * z * k - x * s],
    ...[z * x * k - y * s, z * y * k + x * s, c + z * z * k],
  );
}

function drawAxis(random: Random, axis: string): readonly [number, number, number] {
  if (axis !== "any") return [Number(axis === "x"), Number(axis === "y"), Number(axis === "z")];
  const draw = () => random.between(-1, 1);
  const [x, y, z] = [draw(), draw(), draw()];
  const size = Math.hypot(x, y, z) || 1;
  return [x / size, y / size, z / size];
}

function rotate(
  data: Float32Array,
  out: Float32Array,
  width: number,
  place: number,
  r: Rotation,
): void {
  const [a, b, c, d, e, f, g, h, k] = r;
  for (let i = place; i < data.length; i += width) {
    const x = data[i]!;
    const y = data[i + 1]!;
    const z = data[i + 2]!;
    out[i] = a! * x + b! * y + c! * z;
    out[i + 1] = d! * x + e! * y + f! * z;
    out[i + 2] = g! * x + h! * y + k! * z;
  }
}

/** Where the sensor sits: the triple's name without what it measures ("wrist.acc" and "wrist.gyro" → "wrist"). */
function sensorOf({ name }: Triple): string {
  const words = name.toLowerCase().split(/[\s._-]+/);
  return words.filter((word) => !/^(acc|gyr|mag|total|body|linear|gravity)/.test(word)).join(" ");
}
