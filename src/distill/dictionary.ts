/** @file A layer that says a map in few words: sparse codes over learnt atoms, and what they reconstruct. */
import {
  add,
  argMax,
  cast,
  concat,
  greaterEqual,
  initializers,
  layers,
  matMul,
  max,
  mean,
  mul,
  reshape,
  type Shape,
  sigmoid,
  slice,
  type Tensor,
  topk,
} from "@tensorflow/tfjs";
import { stopGradient } from "#record/layers/stop-gradient";

export interface DictionaryConfig {
  /** P. */
  readonly atoms: number;
  /** S: so many stay at each time step, more where they tie. */
  readonly kept: number;
  readonly seed: number;
}

type Weight = layers.Layer["weights"][number];

/**
 * k = sigmoid(F·D + c), all but the largest S set to 0: [time, channel] → [time, atom + channel], the codes and then
 * the map they reconstruct, k·Dᵀ.
 */
export class Dictionary extends layers.Layer {
  static readonly className: string = "Dictionary";
  readonly #config: DictionaryConfig;
  #atoms: Weight | undefined;
  #bias: Weight | undefined;

  constructor(config: DictionaryConfig) {
    super();
    this.#config = config;
  }

  override build(inputShape: Shape): void {
    const { atoms, seed } = this.#config;
    const initializer = initializers.glorotUniform({ seed });
    this.#atoms = this.addWeight("atoms", [inputShape.at(-1)!, atoms], "float32", initializer);
    this.#bias = this.addWeight("bias", [atoms], "float32", initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, time, channels]: Shape): Shape {
    return [batch!, time!, this.#config.atoms + channels!];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const map = [inputs].flat()[0]!;
    const [, time, channels] = map.shape as [number, number, number];
    const { atoms, kept } = this.#config;
    const dictionary = this.#atoms!.read(); // [channel, atom]
    const rows = reshape(map, [-1, channels]);
    const codes = sparse(sigmoid(add(matMul(rows, dictionary), this.#bias!.read())), kept);
    const reconstructed = matMul(codes, dictionary, false, true);
    return reshape(concat([codes, reconstructed], -1), [-1, time, atoms + channels]);
  }
}

/** The largest of each row, the others 0; ties stay. [row, column] */
export function sparse(values: Tensor, kept: number): Tensor {
  const fixed = stopGradient(values);
  const least = slice(topk(fixed, kept).values, [0, kept - 1], [-1, 1]); // [row, 1]
  return mul(values, cast(greaterEqual(fixed, least), "float32"));
}

/** Split what a {@link Dictionary} gives. */
export function splitCodes(both: Tensor, atoms: number): { codes: Tensor; reconstructed: Tensor } {
  return {
    codes: slice(both, [0, 0, 0], [-1, -1, atoms]),
    reconstructed: slice(both, [0, 0, atoms], [-1, -1, -1]),
  };
}

/** What codes come down to, a few numbers a window where they are thousands. */
export interface CodeWords {
  /** Number of the strongest atom at each time step, and its code. [batch, time] */
  readonly strongest: Tensor;
  readonly strength: Tensor;
  /** Of each code over time. [batch, atom] */
  readonly mean: Tensor;
}

/** codes [batch, time, atom] */
export function wordsOf(codes: Tensor): CodeWords {
  return { strongest: argMax(codes, -1), strength: max(codes, -1), mean: mean(codes, 1) };
}

/** The {@link wordsOf} what a {@link Dictionary} gives, one after the other: [2 · time + atom]. */
export class Words extends layers.Layer {
  static readonly className: string = "Words";
  readonly #atoms: number;

  constructor({ atoms }: Pick<DictionaryConfig, "atoms">) {
    super();
    this.#atoms = atoms;
  }

  override computeOutputShape([batch, time]: Shape): Shape {
    return [batch!, 2 * time! + this.#atoms];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const { codes } = splitCodes([inputs].flat()[0]!, this.#atoms);
    const { strongest, strength, mean } = wordsOf(codes);
    return concat([cast(strongest, "float32"), strength, mean], -1);
  }
}

/** Split what {@link Words} gives. */
export function splitWords(words: Tensor, atoms: number): CodeWords {
  const time = (words.shape[1]! - atoms) / 2;
  const part = (from: number, length: number) => slice(words, [0, from], [-1, length]);
  return { strongest: part(0, time), strength: part(time, time), mean: part(2 * time, atoms) };
}
