/** Curvature and rise of a loss, where they are known. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { expectClose } from "#test/support/tensors";
import { windows } from "#test/support/tiny-distillation";
import { flatness, type Landscape, landscapeOf } from "#train/flatness";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** ½ Σ h w² */
const quadratic = (...curvatures: readonly number[]): Landscape => ({
  loss: (w) => w.reduce((sum, x, i) => sum + (curvatures[i]! * x * x) / 2, 0),
  gradient: (w) => w.map((x, i) => curvatures[i]! * x),
});

describe("on a quadratic", () => {
  const at = Float64Array.of(0.3, -0.2, 0.5);

  test("the eigenvalue is its largest, the trace their sum", () => {
    const { eigenvalue, trace } = flatness(quadratic(1, 9, 4), at, new Random(1));
    expect(eigenvalue).toBeCloseTo(9, 4);
    expect(trace).toBeCloseTo(14, 4); // diagonal: every probe is exact
  });

  test("of eigenvalues below 0 the largest by absolute value is found", () => {
    expect(flatness(quadratic(1, -5, 2), at, new Random(1)).eigenvalue).toBeCloseTo(-5, 4);
  });

  /** From w = (1, 0) and radius 0.05: ½ · 8 · (1.05² − 1) = 0.41. */
  test("sharpness is the rise to the ball's highest point", () => {
    const { sharpness } = flatness(quadratic(8, 1), Float64Array.of(1, 0), new Random(1));
    expect(sharpness).toBeCloseTo(0.41, 5);
  });

  test("a plain has none of it", () => {
    const found = flatness(quadratic(0, 0, 0), at, new Random(1));
    expect(Object.values(found).every((x) => Math.abs(x) < 1e-12)).toBe(true);
  });
});

test("a network's landscape: its gradient is the slope of its loss, and it is not flat", () => {
  const inputs = [{ modality: "acc", length: 8, channels: 2 }];
  const options = { ...cnn1dTiny.options, filters: [3, 3, 3], kernels: [3, 3, 3] };
  const network = cnn1dTiny.build({ inputs, classes: 2, seed: 1 }, options as never);
  const landscape = landscapeOf(network, windows);
  const weights = Float64Array.from(readWeights(network.model).parameters);
  const gradient = landscape.gradient(weights);
  const largest = gradient.reduce(
    (best, x, i) => (Math.abs(x) > Math.abs(gradient[best]!) ? i : best),
    0,
  );
  const near = (delta: number) => {
    const moved = weights.slice();
    moved[largest]! += delta;
    return landscape.loss(moved);
  };
  expectClose([(near(2e-3) - near(-2e-3)) / 4e-3], [gradient[largest]!], { relative: 0.01 });
  const { sharpness, eigenvalue, trace } = flatness(landscape, weights, new Random(2), {
    probes: 4,
    iterations: 6,
  });
  expect(sharpness).toBeGreaterThan(0);
  expect(Number.isFinite(eigenvalue) && Number.isFinite(trace)).toBe(true);
});
