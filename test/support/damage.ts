/** @file Harm to files, by a seed. */
import type { Random } from "#core/random";

/** Bytes overwritten, cut off, or copied over others. */
export function damagedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const place = () => random.integer(copy.length);
  const kind = random.integer(3);
  if (kind === 0) return copy.subarray(0, place());
  if (kind === 1) {
    for (let i = 1 + random.integer(8); i > 0; i--) copy[place()] = random.integer(256);
    return copy;
  }
  const [from, to, size] = [place(), place(), random.integer(64)];
  copy.copyWithin(to, from, from + size);
  return copy;
}

/** One leaf somewhere in a tree of objects and lists is another; `harm` says which. */
export function changedLeaf(
  value: unknown,
  random: Random,
  harm: (leaf: unknown) => unknown,
): unknown {
  const isLeaf = value === null || typeof value !== "object" || ArrayBuffer.isView(value);
  if (isLeaf || Object.keys(value).length === 0) return harm(value);
  const keys = Object.keys(value);
  const key = keys[random.integer(keys.length)]!;
  const inner = changedLeaf((value as Record<string, unknown>)[key], random, harm);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...value, [key]: inner };
}
