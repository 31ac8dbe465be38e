/** before: a ─ f(0), b ─ g(0)        after: both read one constant 0 */
import type { Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** Keep one of several constants with the same type, shape and elements. */
export const shareEqualConstants: Pass = definePass({
  name: "share-equal-constants",
  source: "wristill",
  run(graph) {
    const seen = new Map<string, Value>();
    let rewrites = 0;
    for (const constant of graph.constants()) {
      const { dtype, shape, data } = constant;
      if (data!.length > 64) continue; // larger ones are weights, and never equal
      const key = `${dtype}[${shape}] ${data}`;
      const twin = seen.get(key);
      if (!twin) seen.set(key, constant);
      else {
        graph.replace(constant, twin);
        rewrites++;
      }
    }
    return rewrites;
  },
});
