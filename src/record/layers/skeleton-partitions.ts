/** @file Which joints of a skeleton gather from which. */
import { UserError } from "#core/errors";

/**
 * `[partition, from joint, to joint]`: a joint itself, neighbours nearer to the root, neighbours farther from it; the
 * weights into a joint sum to 1 (Yan et al. 2018, arXiv:1801.07455, §3.3, spatial configuration). `parents` names for
 * each joint the one it hangs on; the root names itself.
 */
export function skeletonPartitions(parents: readonly number[]): number[][][] {
  requireTree(parents);
  const neighbours = parents.map(
    (parent, joint) =>
      parents.filter((other, child) => other === joint && child !== joint).length +
      (parent === joint ? 0 : 1),
  );
  const weight = (to: number) => 1 / (1 + neighbours[to]!);
  const matrix = (joined: (from: number, to: number) => boolean) =>
    parents.map((_, from) => parents.map((__, to) => (joined(from, to) ? weight(to) : 0)));
  return [
    matrix((from, to) => from === to),
    matrix((from, to) => from !== to && parents[to] === from),
    matrix((from, to) => from !== to && parents[from] === to),
  ];
}

function requireTree(parents: readonly number[]): void {
  const roots = parents.filter((parent, joint) => parent === joint).length;
  const reachesRoot = (joint: number) => {
    let at = joint;
    for (let hops = 0; hops < parents.length; hops++) at = parents[at] ?? -1;
    return parents[at] === at;
  };
  if (roots === 1 && parents.every((_, joint) => reachesRoot(joint))) return;
  throw new UserError(
    `skeleton: expected the parent of every joint, one of them its own, got [${parents.join(", ")}]`,
    "number the joints from 0 in the order of the channels",
  );
}
