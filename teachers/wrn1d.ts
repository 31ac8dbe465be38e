/** @file Wide residual network in one dimension. */
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, conv, normRelu } from "#record/layers/blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";

export interface Wrn1dOptions {
  /** Layers: 6N + 4 with N blocks in each of three groups. */
  readonly depth: number;
  /** Width factor k: groups of 16k, 32k, 64k channels. */
  readonly width: number;
}

/** wrn1d-d-k: a stem, three groups of pre-activation blocks (strides 1, 2, 2), mean over time, linear. */
export const wrn1d: NetworkEntry<Wrn1dOptions> = defineNetwork({
  name: "wrn1d",
  summary: "wide residual network; depth 16, width 3: about 540 k parameters",
  source: "Zagoruyko and Komodakis 2016, arXiv:1605.07146, in one dimension",
  modalities: "any",
  options: { depth: 16, width: 3 },
  build({ inputs, classes, seed }, options) {
    const next = seeds(seed);
    const window = onlyWindow("wrn1d", inputs);
    const groups = wrnEncoder(window, options, next, "");
    const features = averageOverTime(groups.at(-1)!);
    const logits = classifier(features, classes, next());
    const name = `wrn1d_${options.depth}_${options.width}`;
    return {
      model: model({ name, inputs: window, outputs: [logits, ...groups, features] }),
      taps: ["group1", "group2", "group3", "features"],
      inputs,
    };
  },
});

/** The three group outputs, the last one after its closing batch-norm and ReLU. */
export function wrnEncoder(
  window: SymbolicTensor,
  { depth, width }: Wrn1dOptions,
  next: () => number,
  prefix: string,
): SymbolicTensor[] {
  const blocks = (depth - 4) / 6;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new UserError(`wrn1d: depth must be 6N + 4, got ${depth}`, "use 10, 16, 22, 28 or 40");
  }
  requireCounts("wrn1d", { width });
  let x = conv(window, { name: `${prefix}stem`, filters: 16, kernel: 3, seed: next() });
  const outputs: SymbolicTensor[] = [];
  for (const [g, filters] of [16 * width, 32 * width, 64 * width].entries()) {
    for (let b = 0; b < blocks; b++) {
      const name = `${prefix}group${g + 1}_block${b + 1}`;
      x = block(x, { name, filters, stride: g > 0 && b === 0 ? 2 : 1 }, next);
    }
    outputs.push(x);
  }
  return [...outputs.slice(0, -1), normRelu(x, `${prefix}last`)];
}

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
}

/** BN–ReLU–conv–BN–ReLU–conv beside a shortcut; where the shape changes, a 1×1 conv of the activated input. */
function block(
  x: SymbolicTensor,
  { name, filters, stride }: Block,
  next: () => number,
): SymbolicTensor {
  const activated = normRelu(x, `${name}_a`);
  const first = conv(activated, {
    name: `${name}_conv1`,
    filters,
    kernel: 3,
    stride,
    seed: next(),
  });
  const second = conv(normRelu(first, `${name}_b`), {
    name: `${name}_conv2`,
    filters,
    kernel: 3,
    seed: next(),
  });
  const changes = stride !== 1 || x.shape.at(-1) !== filters;
  const shortcut = changes
    ? conv(activated, { name: `${name}_shortcut`, filters, kernel: 1, stride, seed: next() })
    : x;
  return layers.add({ name: `${name}_sum` }).apply([second, shortcut]) as SymbolicTensor;
}
