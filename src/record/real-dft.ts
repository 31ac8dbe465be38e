/** @file The discrete Fourier transform of real signals in plain tf.js: it records, and has gradients of any order. */
import { add, matMul, reshape, square, type Tensor, tensor2d } from "@tensorflow/tfjs";

/** One-sided spectrum: bins 0 … ⌊n/2⌋ of a signal of n samples. */
export interface Spectrum {
  readonly real: Tensor; // […, bin]
  readonly imaginary: Tensor; // […, bin]
}

/**
 * Xₖ = Σₜ xₜ · e^(−2πikt/n) over the last axis: `[…, n]` → `[…, ⌊n/2⌋ + 1]`, without scaling. Two products with
 * constant matrices of n · (n/2 + 1) elements, which is fine for windows of a few hundred samples.
 */
export function realDft(x: Tensor): Spectrum {
  const [n, outer] = [x.shape.at(-1)!, x.shape.slice(0, -1)];
  const bins = Math.floor(n / 2) + 1;
  const rows = reshape(x, [-1, n]);
  const part = (wave: (angle: number) => number) => {
    const matrix = Float32Array.from({ length: n * bins }, (_, i) => {
      const [time, bin] = [Math.floor(i / bins), i % bins];
      return wave((2 * Math.PI * ((time * bin) % n)) / n);
    });
    return reshape(matMul(rows, tensor2d(matrix, [n, bins])), [...outer, bins]);
  };
  return { real: part(Math.cos), imaginary: part((angle) => -Math.sin(angle)) };
}

/** |Xₖ|² over the last axis: `[…, n]` → `[…, ⌊n/2⌋ + 1]`. */
export function powerSpectrum(x: Tensor): Tensor {
  const { real, imaginary } = realDft(x);
  return add(square(real), square(imaginary));
}
