/** @file Every change of an operator between sets, found by its name and the set that brought it. */
import type { OpsetChange } from "./change.ts";
import { composedOperators } from "./composed.ts";
import { movedArguments } from "./moved-arguments.ts";
import { renamedModes } from "./renamed-modes.ts";

export const opsetChanges: readonly OpsetChange[] = [
  ...composedOperators,
  ...movedArguments,
  ...renamedModes,
];

const found = new Map(opsetChanges.map((change) => [`${change.op} ${change.since}`, change]));

/** What the set changed about the operator, if anything that takes more than another number. */
export function changeOf(op: string, opset: number): OpsetChange | undefined {
  return found.get(`${op} ${opset}`);
}
