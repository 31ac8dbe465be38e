/** @file Teacher assistants: the gap between teacher and student is crossed in steps. */
import { UserError } from "#core/errors";
import { type AssistantOptions, assistantLesson, chainOf } from "#distill/assistants";
import { defineMethod, type Method } from "#distill/method";
import { kd } from "#distill/response/kd";
import { mostAccurate, plainTeachers, type Stage } from "#distill/stage";
import type { Evaluation } from "#train/predict";

export interface TakdOptions extends AssistantOptions {
  /**
   * "fixed": every configured teacher in order, the first the teacher, the others its assistants. "middle": the one
   * assistant whose accuracy, trained alone, is nearest to the mean of teacher's and student's. "best": the path that
   * does best on the validation part; of n networks it trains n (n − 1) / 2.
   */
  readonly path: string;
}

/** Plain distillation from network to network, from the teacher through its assistants to the student. */
export const takd: Method<TakdOptions> = defineMethod<TakdOptions>({
  name: "takd",
  summary: "from the teacher through smaller and smaller assistants",
  source:
    "Mirzadeh et al. 2020, arXiv:1902.03393, §3 and §4.4; they search τ and λ, here they are kd's",
  teachers: "several",
  needs: ["logits", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9, path: "fixed" },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages(teachers, options) {
    const found = paths[options.path];
    if (found) return found(teachers, options);
    throw new UserError(
      `takd: path must be ${Object.keys(paths).join(", ")}; got "${options.path}"`,
    );
  },
  loss: (input, { temperature }) => kd.loss!(input, { ...kd.options, temperature }),
});

const paths: Readonly<
  Record<string, (teachers: readonly string[], options: AssistantOptions) => Stage[]>
> = { fixed: fixedPath, middle: middlePath, best: bestPath };

function fixedPath(teachers: readonly string[], options: AssistantOptions): Stage[] {
  return [...chainOf(teachers, options), { role: "student", teachers: teachers.slice(-1) }];
}

/** Everybody alone first; then the assistant in the middle is trained again, by the teacher. */
function middlePath(teachers: readonly string[], options: AssistantOptions): Stage[] {
  const [teacher, ...assistants] = teachers;
  if (assistants.length < 2) return fixedPath(teachers, options);
  const alone = "student-alone";
  return [
    ...plainTeachers(teachers),
    { role: alone, teachers: [], network: { of: "student" }, seedOf: "student" },
    {
      choose: "middle",
      of: [...teachers, alone],
      pick: (scores) => nearestToMean(assistants, [scores[teacher!]!, scores[alone]!], scores),
    },
    {
      role: "assistant",
      teachers: [teacher!],
      network: { of: "middle" },
      lesson: assistantLesson(options),
    },
    { role: "student", teachers: ["assistant"] },
  ];
}

function nearestToMean(
  assistants: readonly string[],
  ends: readonly Evaluation[],
  scores: Readonly<Record<string, Evaluation>>,
): string {
  const mean = ends.reduce((sum, { accuracy }) => sum + accuracy, 0) / ends.length;
  const gap = (role: string) => Math.abs(scores[role]!.accuracy - mean);
  return assistants.reduce((best, each) => (gap(each) < gap(best) ? each : best));
}

/** By dynamic programming: best(i) is the best on validation among i taught by best(j), of every j before it. */
function bestPath(teachers: readonly string[], options: AssistantOptions): Stage[] {
  const lesson = assistantLesson(options);
  const [teacher, ...others] = [...teachers, "student"];
  const before = [teacher!];
  const stages: Stage[] = plainTeachers(before);
  for (const role of others) {
    const own = { seedOf: role, network: { of: role }, ...(role !== "student" && { lesson }) };
    if (before.length === 1) stages.push({ ...own, role, teachers: [...before] });
    else {
      const of = before.map((from) => `${role}-from-${from}`);
      for (const [i, from] of before.entries())
        stages.push({ ...own, role: of[i]!, teachers: [from] });
      stages.push({ choose: role, of, pick: mostAccurate });
    }
    before.push(role);
  }
  return stages;
}
