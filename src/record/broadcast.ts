/** @file How two shapes combine, and when a vector is better repeated than broadcast. */

/** NumPy's broadcasting rule. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const sizes: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    sizes.push(x === 1 ? y : x);
  }
  return sizes;
}

/** Whether only the last axis has more than one element. */
export function isVector(shape: readonly number[]): boolean {
  return shape.slice(0, -1).every((size) => size === 1);
}

const worthIt = 16_384; // elements below which another node costs more than it saves
const widest = 1024; // elements of a repeated vector, which stay in the first cache

/**
 * How often a vector `[channel]` is repeated before it meets `[…, channel]`. onnxruntime broadcasts in spans of the
 * last axis and pays for each: with 32 channels an addition takes 2.4 times as long as one without broadcasting, with
 * 1024 columns 1.1 times. 1 where repeating does not apply or does not pay.
 */
export function vectorCopies(a: readonly number[], b: readonly number[]): number {
  if (isVector(a) === isVector(b)) return 1;
  const [vector, big] = isVector(a) ? [a, b] : [b, a];
  const channels = vector.at(-1) ?? 1;
  const elements = big.reduce((x, y) => x * y, 1);
  if (channels === 1 || channels !== big.at(-1)) return 1;
  if (elements < worthIt || !Number.isSafeInteger(elements)) return 1;
  const rows = elements / channels;
  for (let copies = Math.floor(widest / channels); copies > 1; copies--) {
    if (rows % copies === 0) return copies;
  }
  return 1;
}
