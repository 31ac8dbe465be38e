/** Windows of every kind that augmentations are made for. */
import fc from "fast-check";
import type {
  Accepted,
  Augmentation,
  BatchAugmentation,
  Window,
} from "#augmentations/augmentation";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";

const montage = ["Fz", "FC3", "FC4", "C3", "Cz", "C4", "P3", "Pz", "P4"];
const axes = (sensor: string) => ["x", "y", "z"].map((axis) => `${sensor}.${axis}`);

/** Channels and unit: neither axes nor electrodes, one worn sensor, two of them, a cap. */
export const kinds: Readonly<Record<string, Pick<Window, "channels" | "unit">>> = {
  plain: { channels: ["a", "b", "c", "d"], unit: "g" },
  single: { channels: ["a"], unit: "g" },
  worn: { channels: axes("acc"), unit: "g" },
  pair: { channels: [...axes("acc"), ...axes("gyro")], unit: "g, rad/s" },
  cap: { channels: montage, unit: "µV" },
};

/** A window of normal noise. */
export function noiseWindow(kind: keyof typeof kinds, length: number, seed = 1): Window {
  const { channels, unit } = kinds[kind]!;
  const data = new Random(seed).normals(length * channels.length);
  return { data, length, channels, sampleRate: 50, unit };
}

/** The kinds that an augmentation is made for. */
export function kindsFor({ needs }: Augmentation): string[] {
  return Object.keys(kinds).filter((kind) => needs?.met(kinds[kind]!) ?? true);
}

/** Windows of those kinds, 1 to 40 time steps. */
export function windowsFor(entry: Augmentation, minLength = 1): fc.Arbitrary<Window> {
  return fc
    .tuple(
      fc.constantFrom(...kindsFor(entry)),
      fc.integer({ min: minLength, max: 40 }),
      fc.integer(),
    )
    .map(([kind, length, seed]) => noiseWindow(kind, length, seed));
}

/** Options from all that an entry accepts; ranges without a natural end are tried up to 12. */
export function optionsFor({
  options,
  accepts,
}: Augmentation | BatchAugmentation): fc.Arbitrary<object> {
  const fields = Object.entries(options).map(([key, value]) => {
    const accepted = (accepts as Readonly<Record<string, Accepted>>)[key];
    if (typeof value === "boolean") return [key, fc.boolean()];
    if (accepted === undefined) return [key, fc.constant(value)];
    return [key, "from" in accepted ? numbers(accepted) : fc.constantFrom(...accepted)];
  });
  return fc.record(Object.fromEntries(fields));
}

function numbers({ from, to, whole }: Extract<Accepted, { readonly from: number }>) {
  const range = { min: from, max: Math.min(to, 12) };
  return whole ? fc.integer(range) : fc.double({ ...range, noNaN: true });
}

/** Batches of two modalities at different rates, three classes. */
export const batches: fc.Arbitrary<Batch> = fc
  .record({ size: fc.integer({ min: 1, max: 9 }), seed: fc.integer() })
  .map(({ size, seed }): Batch => {
    const random = new Random(seed);
    const values = (steps: number, channels: number) => ({
      data: random.normals(size * steps * channels),
      shape: [size, steps, channels],
    });
    const labels = { data: new Float32Array(size * 3), shape: [size, 3] };
    for (let i = 0; i < size; i++) labels.data[i * 3 + random.integer(3)] = 1;
    const sampleIds = Int32Array.from({ length: size }, (_, i) => i + 10);
    return { inputs: { acc: values(8, 3), skeleton: values(4, 6) }, labels, sampleIds };
  });
