/** @file Who may fit: every student in several widths, by every method asked for. */
import { UserError } from "#core/errors";
import type { NetworkEntry } from "#core/network";
import type { Contender } from "#src/pipeline/comparison";
import { parseConfig } from "#src/pipeline/config";
import type { Config } from "#src/pipeline/config-schema";
import { contenderOf, contendersOf, entriesOf } from "#src/pipeline/contenders";
import { networkChoice, networkText } from "#src/pipeline/method-choice";
import { checkPlan } from "#src/pipeline/plans";
import { knownEntries, methodNamed } from "#src/pipeline/registries";
import * as students from "#students/entries";

export interface FitWishes {
  /** "ds-cnn1d,cnn1d-tiny(filters=[8;16;32])"; absent: all that read the configured student's inputs. */
  readonly students?: string | undefined;
  /** "none,kd:skel"; absent: labels alone, and the configured method. */
  readonly methods?: string | undefined;
  /** Factors on the options that make a student wide. */
  readonly widths: readonly number[];
}

/** A student with its configuration. */
export interface FitStudent {
  /** As it would be typed. */
  readonly text: string;
  readonly config: Config;
}

export interface FitCandidate {
  readonly student: FitStudent;
  readonly contender: Contender;
}

/** Students, each once, checked as a configuration is. */
export function fitStudents(config: Config, { students: listed, widths }: FitWishes): FitStudent[] {
  const named =
    listed === undefined ? suited(config) : entriesOf(listed, "--students").map(networkChoice);
  const found = new Map<string, FitStudent>();
  for (const { network, options, inputs = config.student.inputs } of named) {
    for (const width of widths) {
      const student = { network, options: widened(network, options, width), inputs };
      const text = networkText(student);
      const source = `--students ${text}`;
      const own = parseConfig({ ...config, student }, { source, known: knownEntries });
      found.set(text, { text, config: own });
    }
  }
  return [...found.values()];
}

/** Of labels alone, and of the configured method where that is another; or those listed. */
export function fitContenders(config: Config, { methods }: FitWishes): Contender[] {
  if (methods !== undefined) return contendersOf(methods, config);
  const { name, options, teachers } = config.method;
  const none = contenderOf("none", config);
  if (methodNamed(name).laws.includes("labels-only")) return [none];
  const label = teachers ? `${name}:${teachers.join("+")}` : name;
  return [none, { label, name, options, ...(teachers && { teachers }) }];
}

/** Throws a {@link UserError} where a method can teach none of them. */
export function fitCandidates(
  studentsToFit: readonly FitStudent[],
  contenders: readonly Contender[],
): FitCandidate[] {
  for (const contender of contenders) checkPlan(studentsToFit[0]!.config, contender);
  return studentsToFit.flatMap((student) =>
    contenders.map((contender) => ({ student, contender })),
  );
}

const registry = Object.values(students) as unknown as readonly NetworkEntry[];

/** All students that read one modality of that kind, in their own width; the configured one with its options. */
function suited({ student }: Config) {
  const others = registry.filter(
    ({ name, modalities }) =>
      name !== student.network && student.inputs.length === 1 && reads(modalities, student.inputs),
  );
  const own = { network: student.network, options: student.options, inputs: student.inputs };
  return [
    own,
    ...others.map(({ name }) => ({ network: name, options: {}, inputs: student.inputs })),
  ];
}

function reads(modalities: NetworkEntry["modalities"], inputs: readonly string[]): boolean {
  return modalities === "any" || inputs.every((input) => modalities.includes(input));
}

/** Its width options in proportion, whole numbers of 2 at least; as written where the factor is 1. */
function widened(network: string, options: Readonly<Record<string, unknown>>, factor: number) {
  const entry = registry.find(({ name }) => name === network);
  if (factor === 1 || !entry) return options;
  const { widths = [] } = entry;
  if (widths.length === 0)
    throw new UserError(`the student ${network} comes in one width`, "list it with --widths 1");
  const all = { ...entry.options, ...options } as Readonly<Record<string, unknown>>;
  const scaled = (count: number) => Math.max(2, Math.round(count * factor));
  const wider = widths.map((key) => {
    const value = all[key] as number | readonly number[];
    return [key, typeof value === "number" ? scaled(value) : value.map(scaled)] as const;
  });
  return { ...options, ...Object.fromEntries(wider) };
}
