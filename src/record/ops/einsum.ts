/** @file Sums of products by Einstein's notation. */
import * as tf from "@tensorflow/tfjs";
import { defineOp, type Op } from "#record/op";
import { varied } from "./sample.ts";

interface EinsumAttributes {
  readonly equation: string;
}

/** "ij,jk->ik" → the letters of each input, and those of the result. */
function terms(equation: string): { readonly inputs: string[]; readonly output: string } {
  const [left, output] = equation.replaceAll(/\s/g, "").split("->") as [string, string];
  return { inputs: left.split(","), output };
}

/** A factor of a product, with the letters of its axes. */
interface Factor {
  readonly letters: string;
  readonly x: tf.Tensor;
}

/** Sums over the letters that nobody else has: tf.js's CPU kernel loses count of more than one of them. */
function withoutLone({ letters, x }: Factor, known: string): Factor {
  const lone = [...letters].flatMap((letter, axis) => (known.includes(letter) ? [] : [axis]));
  if (lone.length === 0) return { letters, x };
  const kept = [...letters].filter((letter) => known.includes(letter)).join("");
  return { letters: kept, x: tf.sum(x, lone) };
}

/**
 * The gradient of one input is the product of dy and the other input; a letter that neither has was summed alone, so
 * there the gradient repeats.
 */
function gradientOf(dy: tf.Tensor, inputs: readonly tf.Tensor[], which: number, equation: string) {
  const { inputs: letters, output } = terms(equation);
  const [own, x] = [letters[which]!, inputs[which]!];
  const others = [...inputs.keys()]
    .filter((i) => i !== which)
    .map((i) => withoutLone({ letters: letters[i]!, x: inputs[i]! }, own + output));
  const sources = [output, ...others.map((other) => other.letters)];
  const found = [...own].filter((letter) => sources.some((term) => term.includes(letter)));
  const factors = others.map((other) => other.x);
  const known = `${sources.join()}->${found.join("")}`;
  const product = known === `${output}->${output}` ? dy : tf.einsum(known, dy, ...factors);
  const kept = x.shape.map((size, i) => (found.includes(own[i]!) ? size : 1));
  return tf.broadcastTo(tf.reshape(product, kept), x.shape);
}

const einsum = defineOp<EinsumAttributes>({
  kernel: tf.Einsum,
  onnx: (emit, inputs, { equation }) => {
    const values = Object.values(inputs);
    const { inputs: letters, output } = terms(equation);
    const size = new Map(
      letters.flatMap((term, i) =>
        [...term].map((letter, axis) => [letter, values[i]!.shape[axis] as number]),
      ),
    );
    const shape = [...output].map((letter) => size.get(letter)!);
    return emit.add("Einsum", values, shape, {
      attributes: { equation: `${letters.join()}->${output}` },
    });
  },
  gradient: {
    saveAllInputs: true,
    gradFunc: (dy, inputs, { equation }) =>
      Object.fromEntries(
        inputs.map((_, i) => [i, () => gradientOf(dy as tf.Tensor, inputs, i, String(equation))]),
      ),
  },
  samples: [
    ["ij,jk->ik", "ij", "jk"],
    ["bij,bkj->bik", "bij", "bkj"],
    ["bthd,bshd->bhts", "bthd", "bshd"],
    ["i,j->ij", "i", "j"],
    ["ij->ji", "ij"],
    ["btc->c", "btc"],
  ].map(([equation, ...operands]) =>
    varied(
      equation!,
      (size) => {
        const sizeOf = new Map(
          [...new Set(operands.join(""))].map((letter) => [letter, size(1, 4)]),
        );
        return {
          shapes: operands.map((term) => [...term].map((letter) => sizeOf.get(letter)!)),
          run: (...xs) => tf.einsum(equation!, ...xs),
        };
      },
      equation!.startsWith("b") ? { batch: [...operands.keys()] } : {},
    ),
  ),
});

export const einsums: readonly Op[] = [einsum] as readonly Op[];
