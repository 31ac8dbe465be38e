import { grad, mul, setBackend, sum, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import FFT from "fft.js";
import { beforeAll, describe, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { powerSpectrum, realDft } from "#record/real-dft";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, finiteDifferences, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** Bins 0 … n/2 as fft.js has them, n a power of two. */
function reference(signal: ArrayLike<number>): { real: number[]; imaginary: number[] } {
  const fft = new FFT(signal.length);
  const out = fft.createComplexArray() as number[];
  fft.realTransform(out, Array.from(signal));
  const bins = Array.from({ length: signal.length / 2 + 1 }, (_, k) => k);
  return { real: bins.map((k) => out[2 * k]!), imaginary: bins.map((k) => out[2 * k + 1]!) };
}

describe("the real Fourier transform", () => {
  test.each([2, 8, 64])("of %i samples is fft.js's", (n) => {
    const signal = randomArray(n, n);
    const { real, imaginary } = realDft(tensor(signal));
    const expected = reference(signal);
    expect(real.shape).toEqual([n / 2 + 1]);
    expectClose(real.dataSync(), expected.real, { absolute: 1e-4 });
    expectClose(imaginary.dataSync(), expected.imaginary, { absolute: 1e-4 });
  });

  test("goes along the last axis; an odd length has ⌊n/2⌋ + 1 bins", () => {
    const rows = [randomArray(5, 1), randomArray(5, 2)];
    const both = powerSpectrum(tensor([...rows[0]!, ...rows[1]!], [2, 1, 5]));
    expect(both.shape).toEqual([2, 1, 3]);
    const apart = rows.flatMap((row) => [...powerSpectrum(tensor(row)).dataSync()]);
    expectClose(both.dataSync(), apart);
  });

  test("the power holds the signal's energy (Parseval)", () => {
    const signal = randomArray(16, 4);
    const power = [...powerSpectrum(tensor(signal)).dataSync()];
    const doubled = power.reduce((total, p, k) => total + (k === 0 || k === 8 ? p : 2 * p), 0);
    expect(doubled / 16).toBeCloseTo(
      signal.reduce((total, x) => total + x * x, 0),
      3,
    );
  });

  test("the gradient is that of finite differences, recorded too", async () => {
    const [signal, weights] = [randomArray(12, 7), randomArray(7, 8)];
    const loss = (x: Tensor) => sum(mul(powerSpectrum(x), tensor(weights)));
    const eager = grad(loss)(tensor(signal)).dataSync();
    const value = (x: Float32Array) => tidy(() => loss(tensor(x)).dataSync()[0]!);
    expectClose(eager, finiteDifferences(value, signal), { absolute: 5e-2, relative: 2e-2 });
    const graph = record({ name: "gradient", purpose: "training" }, (recorder) => {
      recorder.output("d", grad(loss)(recorder.input("x", [12])));
    });
    const { d } = await runGraph(graph, { x: { data: signal, shape: [12] } });
    expectClose(d!.data as Float32Array, eager, { absolute: 1e-4 });
  });
});
