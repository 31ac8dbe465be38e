/** The error of a linear map from second moments: what making the map gives, forwards and backwards. */
import { grads, mean, setBackend, squaredDifference, type Tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { linearErrors, targetOf } from "#distill/linear-error";
import { applied } from "#distill/normed-linear";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const [inputs, units] = [3, 5];

test("is the error of the map that was never made, and so are its slopes", () => {
  tidy(() => {
    const x = randomTensor([4, 6, inputs], 1).mul(2).add(1);
    const taught = randomTensor([4, 6, units], 2).sub(0.5);
    const weights = randomTensor([inputs, units], 3);
    const shift = randomTensor([1, units], 4);
    const weight = randomTensor([1, units], 5); // of each column, so that a sum over all hides nothing
    const short = (...[x, weights, shift]: Tensor[]) =>
      mean(linearErrors(x!, { weights: weights!, shift: shift! }, targetOf(taught)).mul(weight));
    const long = (...[x, weights, shift]: Tensor[]) => {
      const map = applied(x!, { weights: weights!, shift: shift! });
      return mean(mean(squaredDifference(map, taught), [0, 1]).mul(weight));
    };
    const given = [x, weights, shift];
    expectClose(short(...given).dataSync(), long(...given).dataSync(), { absolute: 1e-5 });
    const [found, expected] = [grads(short)(given), grads(long)(given)];
    for (const [i, slope] of found.entries()) {
      expectClose(slope.dataSync(), expected[i]!.dataSync(), { absolute: 1e-5 });
    }
  });
});

test("nothing is left where the map is met, and rounding does not go below", () => {
  tidy(() => {
    const x = randomTensor([50, inputs], 1).add(100);
    const affine = {
      weights: randomTensor([inputs, units], 2),
      shift: randomTensor([1, units], 3),
    };
    const target = targetOf(applied(x, affine));
    for (const [i, left] of linearErrors(x, affine, target).dataSync().entries()) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThan(1e-5 * target.power.dataSync()[i]!);
    }
  });
});
