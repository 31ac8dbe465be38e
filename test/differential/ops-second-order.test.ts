/**
 * Gradients of gradients, as in a penalty on slopes: of every differentiable sample, by tf.js = by onnxruntime. The
 * loss is the squared norm of the first gradient.
 */
import {
  addN,
  cast,
  grads,
  setBackend,
  square,
  sum,
  type Tensor,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { OpSample } from "#record/op";
import { ops } from "#record/ops/index";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { createOrtNodeSession } from "#runtime/ort-node";
import { argumentsOf, graphAnswers, isDifferentiable, weighted } from "#test/support/op-roads";
import { expectClose } from "#test/support/tensors";

/** Third powers of sums of values around 2 lose a digit beside first gradients. */
const tolerance = { absolute: 1e-3, relative: 1e-3 };

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

function slopes(sample: OpSample, inputs: readonly Tensor[]): Tensor[] {
  const loss = (...xs: Tensor[]) => weighted(square(cast(sample.run(...xs), "float32")));
  const penalty = (...xs: Tensor[]) => {
    const gradients = grads(loss)(xs);
    return addN(gradients.map((gradient) => sum(square(gradient))));
  };
  return grads(penalty)([...inputs]);
}

const cases = ops
  .map(({ kernel, samples }) => ({ kernel, samples: samples.filter(isDifferentiable) }))
  .filter(({ samples }) => samples.length > 0);

describe("the gradient of the gradient", () => {
  test.each(cases)("$kernel", async ({ samples }) => {
    for (const sample of samples) {
      const graph = record({ name: "penalty", purpose: "training" }, (recorder) => {
        const inputs = sample.shapes.map((shape, i) => recorder.input(`x${i}`, shape));
        for (const [i, d] of slopes(sample, inputs).entries()) recorder.output(`d${i}`, d);
      });
      const recorded = await graphAnswers(sample, graph, createOrtNodeSession);
      const eager = tidy(() => {
        const inputs = argumentsOf(sample).map((data, i) => tensor(data, [...sample.shapes[i]!]));
        return slopes(sample, inputs).map((d) => d.dataSync());
      });
      expect(Object.keys(recorded)).toHaveLength(eager.length);
      for (const [i, d] of eager.entries()) expectClose(recorded[`d${i}`]!, d, tolerance);
    }
  });
});
