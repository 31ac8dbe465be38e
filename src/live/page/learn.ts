/** @file Training in the page: the recorded step, on recorded seconds and on windows of other people. */
import type { Random } from "#core/random";
import { softmaxInto } from "#core/softmax";
import type { CompiledStep } from "#train/engine";
import { groupWeights } from "#train/open-step";
import type { Correction, Reading } from "./personal-session.ts";

export interface LearnOptions {
  readonly step: CompiledStep;
  /** Windows of one step; half of them of other people, where there are any. */
  readonly batch: number;
  /** The wearer's, with their labels. */
  readonly own: readonly (Reading & { readonly label: number })[];
  /** Windows that the file's own answers must be kept for. */
  readonly others: readonly Reading[];
  readonly random: Random;
  readonly onProgress?: (share: number) => void;
}

const steps = 160;
const learningRate = 0.02;

/** From nothing each time: what was learnt before is among the examples. */
export async function learn(options: LearnOptions): Promise<Correction> {
  const { step, onProgress } = options;
  const scale = 1 / (rootMeanSquare(options.own.map(({ features }) => features)) || 1);
  step.state = blank(step.state);
  for (let i = 0; i < steps; i++) {
    await step.run(batchOf(options, i, scale), learningRate * (1 - i / steps));
    onProgress?.((i + 1) / steps);
  }
  return { weights: groupWeights(step.state), scale };
}

/** The correction is zero at first, and so is what the optimizer remembers. */
function blank({ arrays }: CompiledStep["state"]): CompiledStep["state"] {
  const zeros = Object.entries(arrays).map(([name, { length }]) => [
    name,
    new Float32Array(length),
  ]);
  return { step: 0, arrays: Object.fromEntries(zeros) };
}

function rootMeanSquare(vectors: readonly Float32Array[]): number {
  let [total, count] = [0, 0];
  for (const vector of vectors)
    for (const x of vector) {
      total += x * x;
      count++;
    }
  return Math.sqrt(total / count);
}

/** Labels of the wearer's windows, and for the others what the file says of them itself. */
function batchOf({ batch, own, others, random }: LearnOptions, i: number, scale: number) {
  const chance = random.fork("batch", i);
  const ownCount = others.length === 0 ? batch : batch / 2;
  const drawn = Array.from({ length: batch }, (_, k) => {
    if (k >= ownCount) {
      const other = others[chance.integer(others.length)]!;
      return { ...other, target: softmaxInto(other.base, 1, new Float32Array(other.base.length)) };
    }
    const one = own[chance.integer(own.length)]!;
    return { ...one, target: one.base.map((_, label) => Number(label === one.label)) };
  });
  const features = stacked(drawn.map((each) => each.features)).map((x) => scale * x);
  const [width, classes] = [drawn[0]!.features.length, drawn[0]!.base.length];
  return {
    features: { data: features, shape: [batch, 1, width] },
    base: { data: stacked(drawn.map(({ base }) => base)), shape: [batch, 1, classes] },
    labels: { data: stacked(drawn.map(({ target }) => target)), shape: [batch, classes] },
  };
}

function stacked(vectors: readonly Float32Array[]): Float32Array {
  const width = vectors[0]!.length;
  const all = new Float32Array(vectors.length * width);
  for (const [i, vector] of vectors.entries()) all.set(vector, i * width);
  return all;
}
