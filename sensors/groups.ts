/** @file What windows have in common: the person, the session, the run, the trial, the recording. */
import { UserError } from "#core/errors";
import type { WindowSet } from "#core/signal";

/** By what windows are kept together. Sessions, runs and trials of the same name count as one, whoever's they are. */
export type GroupKey = "subject" | "session" | "run" | "trial" | "recording";

/** The group of every window. Throws a {@link UserError} where the recordings do not say it. */
export function groupsOf(set: WindowSet, by: GroupKey): readonly string[] {
  if (by === "subject") return set.subjects;
  if (by === "recording") return set.recordings;
  return set.recordings.map((recording, row) => {
    const group = set.origins?.[row]?.[by];
    if (group !== undefined) return group;
    throw new UserError(
      `cannot split by ${by}: recording ${recording} does not say its ${by}`,
      "split by subject, or use a data set with that information",
    );
  });
}

/** Every group once, numbers in their order. */
export function groupNames(set: WindowSet, by: GroupKey): readonly string[] {
  const names = [...new Set(groupsOf(set, by))];
  return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Rows of windows whose group is one of these (`inside`), or none of these. */
export function rowsWhere(
  set: WindowSet,
  by: GroupKey,
  names: ReadonlySet<string>,
  inside: boolean,
): Int32Array {
  const rows: number[] = [];
  groupsOf(set, by).forEach((group, row) => {
    if (names.has(group) === inside) rows.push(row);
  });
  return Int32Array.from(rows);
}
