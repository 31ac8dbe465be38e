/** @file Students × methods on one data set: who runs, and who cannot and why, before anything is read. */
import { UserError } from "#core/errors";
import { wantsLiveTeachers } from "#distill/distill-plan";
import type { Contender, Excluded } from "./comparison.ts";
import { parseConfig } from "./config.ts";
import type { Config } from "./config-schema.ts";
import { contenderOf, entriesOf, firstKnown } from "./contenders.ts";
import { networkChoice, networkText } from "./method-choice.ts";
import { checkPlan } from "./plans.ts";
import { knownEntries, methodNamed } from "./registries.ts";

/** One student of one data set, and the methods that teach it. */
export interface Lineup {
  readonly config: Config;
  /** Names it in tables: "ds-cnn1d". */
  readonly student: string;
  readonly contenders: readonly Contender[];
  readonly excluded: readonly Excluded[];
}

export interface LineupWishes {
  /** "none,kd:acc,pskd(beta=0)"; the first is the baseline. */
  readonly methods: string;
  /** "ds-cnn1d,cnn1d-tiny(filters=[16;32;48])"; absent: each configuration's own. */
  readonly students?: string | undefined;
}

/**
 * Every student on every data set. What cannot run somewhere is excluded there with its reason; throws a
 * {@link UserError} for what can run nowhere, which is a mistake.
 */
export function lineupsOf(configs: readonly Config[], wishes: LineupWishes): Lineup[] {
  const methods = entriesOf(wishes.methods, "--methods");
  const students = wishes.students && entriesOf(wishes.students, "--students");
  const grid = configs.flatMap((config) =>
    students
      ? students.map((label) => ({ label, ...attempt(() => withStudent(label, config)) }))
      : [{ label: networkText(config.student), result: config }],
  );
  refuseHopeless(grid);
  const lineups = grid.flatMap(({ label, result }) =>
    result ? [lineupOf(result, label, methods)] : [],
  );
  for (const method of methods)
    refuseHopeless(lineups.map(({ tried }) => tried.find(({ label }) => label === method)!));
  return lineups.map(({ tried, ...lineup }) => ({
    ...lineup,
    contenders: tried.flatMap(({ result }) => result ?? []),
    excluded: tried.flatMap(({ label, error }) =>
      error ? [{ label, reason: reasonOf(label, error) }] : [],
    ),
  }));
}

function withStudent(label: string, config: Config): Config {
  const { inputs = config.student.inputs, ...written } = networkChoice(
    firstKnown(label, Object.keys(config.data.modalities)),
  );
  const student = { ...written, inputs };
  const source = `--students ${label}`;
  return parseConfig({ ...config, student }, { source, known: knownEntries });
}

function lineupOf(config: Config, student: string, methods: readonly string[]) {
  const tried = methods.map((label) => ({
    label,
    ...attempt(() => {
      const contender = withLiveTeachers(contenderOf(label, config), config);
      checkPlan(config, contender);
      return contender;
    }),
  }));
  return { config, student, tried };
}

/** In a comparison, a method that cannot do with kept outputs has its teachers in every step. */
function withLiveTeachers(contender: Contender, { train, crossFit }: Config): Contender {
  const kept = train.student.teacherViews !== undefined && !crossFit;
  const live = wantsLiveTeachers(methodNamed(contender.name), contender.options);
  return kept && live ? { ...contender, liveTeachers: true } : contender;
}

/** What is wrong, without where it was typed. */
function reasonOf(label: string, { message }: UserError): string {
  return message.replace(`--methods ${label}: `, "").replace(/^method[.\w[\]]*: /, "");
}

interface Attempt<T> {
  readonly result?: T;
  readonly error?: UserError;
}

function attempt<T>(make: () => T): Attempt<T> {
  try {
    return { result: make() };
  } catch (error) {
    if (error instanceof UserError) return { error };
    throw error;
  }
}

/** What works on one data set at least is no mistake. */
function refuseHopeless(attempts: readonly (Attempt<unknown> & { readonly label: string })[]) {
  for (const { label, error } of attempts) {
    const alike = attempts.filter((each) => each.label === label);
    if (error && alike.every((each) => each.error)) throw error;
  }
}
