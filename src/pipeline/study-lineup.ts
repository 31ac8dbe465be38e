/** @file One corner of a study: a configuration with something else in it, and the methods that teach there. */
import { UserError } from "#core/errors";
import type { Contender, MethodComparison } from "./comparison.ts";
import { parseConfig } from "./config.ts";
import type { Config } from "./config-schema.ts";
import type { Lineup } from "./lineup.ts";
import { checkPlan, type MethodChoice } from "./plans.ts";
import { knownEntries } from "./registries.ts";

/** The student by itself. */
export const alone: Contender = { label: "alone", name: "none", options: {} };

/** Without what a study does not look at: latencies and classic models. */
export function studyConfig(config: Config): Config {
  return { ...config, benchmark: null, baselines: [] };
}

/** Contenders by label; `corner` names it in progress and tables. Checked as a configuration is. */
export function studyLineup(
  config: Config,
  corner: string,
  changes: object,
  methods: Readonly<Record<string, MethodChoice>>,
): Lineup {
  const checked = parseConfig(
    { ...config, ...changes },
    { source: `the study's ${corner}`, known: knownEntries },
  );
  const contenders = Object.entries(methods).map(([label, choice]) => ({ ...choice, label }));
  for (const contender of contenders) checkPlan(checked, contender);
  return { config: checked, student: corner, contenders, excluded: [] };
}

/** The teacher of the study. Throws a {@link UserError} where it is not among the configured. */
export function studyTeacher({ teachers }: Config, wanted: string | undefined): string {
  const roles = Object.keys(teachers);
  const role = wanted ?? roles[0];
  if (role !== undefined && roles.includes(role)) return role;
  throw new UserError(
    role === undefined
      ? "a study of teachers wants one, and the configuration has none"
      : `--teacher: nobody is called "${role}"`,
    role === undefined
      ? "add `teachers: { acc: { network: wrn1d, inputs: [acc] } }`"
      : `known: ${roles.join(", ") || "none"}`,
  );
}

/** Options that `kd` and its kin share, from the configuration's method where it is one of them. */
export function studyOptions({ method }: Config): { temperature?: number; lambda?: number } {
  const kin = ["kd", "eskd", "kd-classmean"].includes(method.name);
  const { temperature, lambda } = (kin ? method.options : {}) as Record<string, number>;
  return {
    ...(temperature !== undefined && { temperature }),
    ...(lambda !== undefined && { lambda }),
  };
}

/** Accuracies of a row. In a study nobody may drop out. */
export function rowOf({ students, excluded }: MethodComparison, label: string): readonly number[] {
  const row = students[label];
  if (row) return row;
  throw new UserError(excluded.find((each) => each.label === label)?.reason ?? `no row ${label}`);
}

/** Accuracies of the teacher of a row. */
export function teacherRowOf({ teachers }: MethodComparison, label: string): readonly number[] {
  return teachers.find(({ contender }) => contender === label)!.accuracies;
}
