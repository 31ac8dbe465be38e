/** @file A transformer encoder over pieces of the window. */
import { model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, conv, convNormRelu } from "#record/layers/blocks";
import { apply } from "#record/layers/decoder-blocks";
import { encoderBlock, layerNorm } from "#record/layers/encoder-block";
import { PositionalEncoding } from "#record/layers/positional-encoding";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface TransformerOptions {
  /** "patch": tokens are linear maps of pieces; "conv": of two convolutions with batch-norm. */
  readonly stem: "patch" | "conv";
  /** Steps of the window to a token; with the stem "conv" a power of 2. */
  readonly patch: number;
  /** Channels of a token. */
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  /** Hidden units of a block's linear layers. */
  readonly feedForward: number;
  readonly dropout: number;
}

/** Stem, sines for positions, pre-norm encoder blocks, layer norm, mean over tokens, linear. 9 → 6 classes: 322 246 parameters. */
export const transformer: NetworkEntry<TransformerOptions> = defineNetwork({
  name: "transformer",
  summary: "attention over pieces of the window, about 320 k parameters",
  source:
    "Vaswani et al. 2017, arXiv:1706.03762; patches: Dosovitskiy et al. 2021, arXiv:2010.11929",
  modalities: "any",
  options: {
    ...{ stem: "conv", patch: 4, width: 96, heads: 4, blocks: 4, feedForward: 192, dropout: 0.1 },
  },
  build({ inputs, classes, seed }, options) {
    const { width, heads, blocks, feedForward, dropout } = options;
    requireCounts("transformer", { patch: options.patch, width, heads, blocks, feedForward });
    requireHeads("transformer", width, heads);
    const next = seeds(seed);
    const window = onlyWindow("transformer", inputs);
    const tokens = stemOf(options)(window, options, next);
    let x = apply(new PositionalEncoding({ name: "positions" }), tokens);
    const outputs: SymbolicTensor[] = [];
    for (let i = 1; i <= blocks; i++) {
      x = encoderBlock(x, { name: `block${i}`, heads, feedForward, dropout, next });
      outputs.push(x);
    }
    const features = averageOverTime(layerNorm(x, "last_norm"));
    const logits = classifier(features, classes, next());
    return {
      model: model({
        name: "transformer",
        inputs: window,
        outputs: [logits, ...outputs, features],
      }),
      taps: [...outputs.map((_, i) => `block${i + 1}`), "features"],
      inputs,
    };
  },
});

/** Throws a {@link UserError} where heads do not divide the width. */
export function requireHeads(network: string, width: number, heads: number): void {
  if (width % heads === 0) return;
  throw new UserError(
    `${network}: expected heads that divide the width, got ${heads} heads for ${width}`,
    "choose, for example, a width of 96 and 4 heads",
  );
}

type Stem = (x: SymbolicTensor, options: TransformerOptions, next: () => number) => SymbolicTensor;

function stemOf({ stem, patch }: TransformerOptions): Stem {
  const found = { patch: patchStem, conv: convStem }[stem] as Stem | undefined;
  if (found === undefined) {
    throw new UserError(`transformer: unknown stem "${stem}"`, "known: conv, patch");
  }
  if (stem === "conv" && !Number.isInteger(Math.log2(patch))) {
    throw new UserError(
      `transformer: expected a patch that is a power of 2 for the stem "conv", got ${patch}`,
      "take 1, 2, 4, 8 or 16, or `stem: patch`",
    );
  }
  return found;
}

const patchStem: Stem = (x, { patch, width }, next) =>
  conv(x, { name: "stem", filters: width, kernel: patch, stride: patch, bias: true, seed: next() });

/** Both convolutions shorten time, the first by what the second leaves. */
const convStem: Stem = (x, { patch, width }, next) => {
  const second = Math.min(2, patch);
  const [name1, name2] = ["stem1", "stem2"];
  const half = convNormRelu(x, {
    ...{ name: name1, filters: Math.ceil(width / 2), kernel: 5 },
    ...{ stride: patch / second, seed: next() },
  });
  return convNormRelu(half, {
    name: name2,
    filters: width,
    kernel: 5,
    stride: second,
    seed: next(),
  });
};
