/** @file Logarithms of shares in integers beside their formula in doubles. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Program, Tensor } from "#export/device/program";
import { realsOf, roundWindow, runIntegers } from "#export/integer/run-network";
import { toIntegers } from "#export/integer/to-integers";

/** Scores as they were rounded, and what integers make of them; scores reach from −size to size. */
function inIntegers(scores: Float32Array, size: number) {
  const [input, output]: Tensor[] = ["x", "y"].map((name) => ({ name, shape: [1, scores.length] }));
  const layer = { kind: "softmax", log: true, name: "y", input: input!, output: output! } as const;
  const program: Program = {
    ...{ name: "one layer", inputs: [input!], layers: [layer], metadata: new Map() },
    outputs: [{ name: "y", tensor: output! }],
    names: new Map([[input!, "x"]]),
  };
  const network = toIntegers(program, new Map([["x", { low: -size, high: size }]]));
  const [read] = network.inputs;
  const window = roundWindow(read!, scores);
  const [{ tensor }] = network.outputs as [(typeof network.outputs)[number]];
  const { y } = runIntegers(network, { x: window });
  return {
    window,
    y: y!,
    reals: realsOf(tensor, y!),
    rounded: realsOf(read!.tensor, window),
    tensor,
  };
}

const sized = fc.double({ min: 1e-3, max: 1e3, noNaN: true }).chain((size) => {
  const score = fc.double({ min: -size, max: size, noNaN: true });
  const scores = fc.array(score, { minLength: 1, maxLength: 40 });
  return fc.record({
    size: fc.constant(size),
    scores: scores.map((all) => Float32Array.from(all)),
  });
});

test("they are the formula's, down to where the grid ends", () => {
  fc.assert(
    fc.property(sized, ({ size, scores }) => {
      const { reals, rounded, tensor } = inIntegers(scores, size);
      const largest = Math.max(...rounded);
      const sum = rounded.reduce((total, x) => total + Math.exp(x - largest), 0);
      const lowest = -255 * tensor.scale;
      for (const [i, x] of rounded.entries()) {
        const expected = Math.max(lowest, x - largest - Math.log(sum));
        expect(Math.abs(reals[i]! - expected)).toBeLessThanOrEqual(1.51 * tensor.scale);
      }
    }),
  );
});

test("the most likely classes are those of the scores, no other among them", () => {
  const places = (values: Int8Array) => {
    const largest = Math.max(...values);
    return [...values.keys()].filter((i) => values[i] === largest);
  };
  fc.assert(
    fc.property(sized, ({ size, scores }) => {
      const { window, y } = inIntegers(scores, size);
      expect(places(y)).toEqual(places(window));
    }),
  );
});
