/** @file A profile as reports keep it: µs, and no more nodes than a person reads. */
import type { Profile, ProfileEntry } from "./summarize-trace.ts";

/** Nodes that are listed. */
const mostNodes = 30;

export function operatorTimes({ byOperator, byNode }: Pick<Profile, "byOperator" | "byNode">) {
  return { byOperator: byOperator.map(timed), byNode: byNode.slice(0, mostNodes).map(timed) };
}

function timed({ name, milliseconds, calls, form }: ProfileEntry) {
  return { name, time: 1000 * milliseconds, calls, ...(form && { form }) };
}
