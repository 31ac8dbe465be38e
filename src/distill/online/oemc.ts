/** @file Online ensemble compression: a student and wider ones grow from one first block, and the widest shows its maps. */
import { add, div, type LayersModel, mean, mul, type Scalar, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { builtAgain } from "#distill/built-again";
import { mapNamesOf } from "#distill/feature-maps";
import type { LossInput, Outputs, Part, PartContext } from "#distill/lesson";
import { crossEntropy, meanSquare, softenedDivergence, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { chain, linear } from "#distill/parts";

export interface OemcOptions {
  /** Widths of the other students behind the first block, as factors of the student's own. */
  readonly widths: readonly number[];
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight of the cross-entropies. */
  readonly labels: number;
  /** Weight of the divergences from the ensemble. */
  readonly ensemble: number;
  /** Weight of the distances from the widest student's maps. */
  readonly maps: number;
}

/**
 * 0.7 Σ_i CE(z_i) + 0.15 Σ_i τ² KL(p(z_e; τ) ‖ p(z_i; τ)) + 0.15 Σ_i Σ_blocks MSE(adapt(F_i), F_widest), with z_e the mean of all
 * logits, and `adapt` a convolution of kernel 1. The first block, up to the first map, is shared and has the student's
 * width; the paper's widths of 1, ¾, ½, ¼ are 4, 3, 2, 1 to a student who is the narrowest. Weights, τ and adaptation are
 * reconstructed. The student alone is kept: for another size, configure that one and `widths` as multiples of it, some
 * below 1. The mean stands for the paper's sum, which would sharpen z_e with every student.
 */
export const oemc: Method<OemcOptions> = defineMethod<OemcOptions>({
  name: "oemc",
  summary: "grows beside wider students from one first block; all of them together teach each",
  source:
    "Walawalkar, Shen, Savvides 2020, arXiv:2011.07449 (weights and adaptation reconstructed)",
  teachers: "none",
  needs: ["labels"],
  laws: ["never-negative"],
  options: { widths: [4, 3, 2], temperature: 2, labels: 0.7, ensemble: 0.15, maps: 0.15 },
  weights: ({ labels }) => ({ hard: labels, soft: 1 }),
  stages: () => [{ role: "student", teachers: [] }],
  parts(context, { widths }) {
    const growing = siblings(context, widths);
    return { ...growing, ...adapters(context, widths, growing) };
  },
  hold({ student }, { widths }) {
    const logits = logitsOf(student, widths);
    const ensemble = div(
      logits.reduce((a, b) => add(a, b)),
      logits.length,
    );
    const wide = deepMaps(student.taps).map((map) => [map, mapOf(student, widest(widths), map)]);
    return { ensemble, ...Object.fromEntries(wide) };
  },
  loss(input, { widths, temperature, labels, ensemble, maps }) {
    const logits = logitsOf(input.student, widths);
    const { held } = input;
    const weighted = (weight: number, terms: readonly Scalar[]) =>
      terms.map((term): Scalar => mul(term, weight));
    return total([
      ...weighted(
        ensemble,
        logits.map((z) => mean(softenedDivergence(z, held.ensemble!, temperature))),
      ),
      ...weighted(
        labels,
        logits.slice(1).map((z) => crossEntropy(z, input.labels)),
      ),
      ...weighted(maps, mapDistances(input, widths)),
    ]);
  },
});

/** Number of the widest, the student being 0 and of width 1. */
function widest(widths: readonly number[]): number {
  const all = [1, ...widths];
  if (!all.every((width) => width > 0)) {
    throw new UserError(`oemc: widths must be above 0, got ${widths.join(", ")}`);
  }
  return all.indexOf(Math.max(...all));
}

const siblingName = (sibling: number, map?: string) =>
  `sibling${sibling}${map === undefined ? "" : `-${map}`}`;

/** Maps behind the first block. */
const deepMaps = (taps: Parameters<typeof mapNamesOf>[0]) => mapNamesOf(taps).slice(1);

/** Everybody's, the student's first. */
function logitsOf({ logits, taps }: Outputs, widths: readonly number[]): Tensor[] {
  return [logits, ...widths.map((_, i) => taps[siblingName(i + 1)]!)];
}

function mapOf({ taps }: Outputs, sibling: number, map: string): Tensor {
  return taps[sibling === 0 ? map : siblingName(sibling, map)]!;
}

/** Block by block, so that every map is a tap: each part reads the one before. */
function siblings(context: PartContext, widths: readonly number[]): Record<string, Part> {
  const { student, classes, nextSeed } = context;
  const [first, ...deep] = mapNamesOf(student.taps);
  if (first === undefined) throw noMap();
  const parts: Record<string, Part> = {};
  for (const [i, width] of widths.entries()) {
    let [from, reads, shape] = [first, first, student.taps[first]!];
    const grow = (to: string) =>
      builtAgain(student.network!, { from, to, width, shape, seed: nextSeed() });
    for (const map of deep) {
      const model = grow(map);
      const name = siblingName(i + 1, map);
      parts[name] = { model, reads };
      [from, reads, shape] = [map, name, shapeOf(model)];
    }
    const model = chain(shape, grow("features"), linear(classes, nextSeed()));
    parts[siblingName(i + 1)] = { model, reads };
  }
  return parts;
}

/** From the maps of all but the widest to as many channels as the widest has. */
function adapters(
  { student, nextSeed }: PartContext,
  widths: readonly number[],
  grown: Readonly<Record<string, Part>>,
): Record<string, Part> {
  const shape = (sibling: number, map: string) =>
    sibling === 0 ? student.taps[map]! : shapeOf(grown[siblingName(sibling, map)]!.model);
  const best = widest(widths);
  const parts = narrower(widths).flatMap((sibling) =>
    deepMaps(student.taps).map((map): [string, Part] => {
      const adapter = linear(shape(best, map).at(-1)!, nextSeed());
      return [adapterName(sibling, map), { model: chain(shape(sibling, map), adapter) }];
    }),
  );
  return Object.fromEntries(parts);
}

/** Numbers of all but the widest. */
function narrower(widths: readonly number[]): number[] {
  return [0, ...widths.map((_, i) => i + 1)].filter((sibling) => sibling !== widest(widths));
}

const adapterName = (sibling: number, map: string) => `adapter${sibling}-${map}`;

const shapeOf = ({ outputs }: LayersModel) => outputs[0]!.shape.slice(1) as number[];

function mapDistances({ student, parts, held }: LossInput, widths: readonly number[]): Scalar[] {
  return narrower(widths).flatMap((sibling) =>
    deepMaps(student.taps).map((map) =>
      meanSquare(parts[adapterName(sibling, map)]!(mapOf(student, sibling, map)), held[map]!),
    ),
  );
}

function noMap(): UserError {
  return new UserError(
    "oemc: students share their first block, and the network has no inner map [time, channel]",
    "choose a student with taps over time",
  );
}
