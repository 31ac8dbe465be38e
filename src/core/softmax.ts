/** @file Probabilities of a classifier. */

/** softmax(logits / temperature) into `out`, which is returned. */
export function softmaxInto(
  logits: Float32Array,
  temperature: number,
  out: Float32Array,
): Float32Array {
  const top = Math.max(...logits);
  let total = 0;
  for (let k = 0; k < logits.length; k++) total += Math.exp((logits[k]! - top) / temperature);
  for (let k = 0; k < logits.length; k++)
    out[k] = Math.exp((logits[k]! - top) / temperature) / total;
  return out;
}
