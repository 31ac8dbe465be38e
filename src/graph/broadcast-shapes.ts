/** @file The shape two operands share by numpy's rules. */
import type { Dim } from "./graph.ts";

/** The common shape; `undefined` where two fixed sizes clash. Of two different symbolic sizes the first stays. */
export function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): Dim[] | undefined {
  const rank = Math.max(a.length, b.length);
  const sizes: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    const clash = typeof x === "number" && typeof y === "number" && x !== y && x !== 1 && y !== 1;
    if (clash) return undefined;
    sizes.push(x === 1 || (typeof x === "string" && typeof y === "number" && y !== 1) ? y : x);
  }
  return sizes;
}
