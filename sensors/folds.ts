/** @file Folds that keep groups together: every window is held out once. */
import { UserError } from "#core/errors";
import type { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { type GroupKey, groupNames, groupsOf, rowsWhere } from "./groups.ts";

/** Row numbers of one fold: fit on `train`, predict `held`. */
export interface Fold {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/**
 * `k` folds, each with about the same share of every class; as many folds as groups leave one group out each, in the
 * order of their names. Throws a {@link UserError} for fewer than 2 folds, or more than there are groups.
 */
export function groupFolds(
  set: WindowSet,
  k: number,
  by: GroupKey,
  random: Random,
): readonly Fold[] {
  return heldGroups(set, k, by, random).map((names) => {
    const held = new Set(names);
    return { train: rowsWhere(set, by, held, false), held: rowsWhere(set, by, held, true) };
  });
}

/**
 * The groups that each of `k` folds holds out. Groups with the most uneven classes are dealt first, each to the fold that
 * stays closest to the others; equal ones in random order.
 * Source: the rule of scikit-learn's `StratifiedGroupKFold`.
 */
export function heldGroups(
  set: WindowSet,
  k: number,
  by: GroupKey,
  random: Random,
): readonly (readonly string[])[] {
  const names = groupNames(set, by);
  if (!Number.isInteger(k) || k < 2 || k > names.length)
    throw new UserError(
      `cannot make ${k} folds of ${names.length} ${by}s`,
      `choose 2 folds or more, at most one per ${by}`,
    );
  if (k === names.length) return names.map((name) => [name]);
  const shares = classShares(set, by);
  const order = [...random.permutation(names.length)]
    .map((i) => names[i]!)
    .sort((a, b) => spread(shares.get(b)!) - spread(shares.get(a)!));
  const folds = Array.from({ length: k }, () => emptyFold(set.classes.length));
  order.forEach((name, i) => {
    const empty = folds.filter((fold) => fold.names.length === 0);
    const open = empty.length === order.length - i ? empty : folds;
    deal(name, shares.get(name)!, open, folds);
  });
  return folds.map((fold) => fold.names);
}

interface OpenFold {
  readonly names: string[];
  /** Of all windows of each class, the share it holds. */
  readonly shares: Float64Array;
}

function emptyFold(classes: number): OpenFold {
  return { names: [], shares: new Float64Array(classes) };
}

/** Into the open fold after which the folds differ least; of equal ones, the emptiest. */
function deal(
  name: string,
  shares: Float64Array,
  open: readonly OpenFold[],
  folds: readonly OpenFold[],
): void {
  const rated = open.map((fold) => {
    const after = folds.map((other) =>
      other === fold ? other.shares.map((share, c) => share + shares[c]!) : other.shares,
    );
    const difference = shares.reduce((sum, _, c) => sum + spread(after.map((each) => each[c]!)), 0);
    return { fold, difference, filled: fold.shares.reduce((sum, share) => sum + share, 0) };
  });
  const [best] = rated.sort((a, b) => a.difference - b.difference || a.filled - b.filled);
  best!.fold.names.push(name);
  for (let c = 0; c < shares.length; c++) best!.fold.shares[c]! += shares[c]!;
}

/** Of all windows of each class, the share that each group holds. */
function classShares(set: WindowSet, by: GroupKey): ReadonlyMap<string, Float64Array> {
  const totals = new Float64Array(set.classes.length);
  for (const label of set.labels) totals[label]!++;
  const shares = new Map<string, Float64Array>();
  groupsOf(set, by).forEach((group, row) => {
    const share = shares.get(group) ?? new Float64Array(set.classes.length);
    const label = set.labels[row]!;
    share[label]! += 1 / totals[label]!;
    shares.set(group, share);
  });
  return shares;
}

/** Standard deviation. */
function spread(values: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  return Math.sqrt(Math.max(0, squares / values.length - (sum / values.length) ** 2));
}
