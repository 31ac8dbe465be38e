/** @file One student's rows of a comparison while they fill: tasks to run, outcomes, and who dropped out. */
import { UserError } from "#core/errors";
import { fidelity } from "#train/fidelity";
import { checkApplicable } from "./applicable.ts";
import { baselineStage } from "./baseline-stage.ts";
import {
  type Cell,
  type Contender,
  type Excluded,
  type MethodComparison,
  summarize,
} from "./comparison.ts";
import type { Config } from "./config-schema.ts";
import { costStage, type KeyedFile } from "./cost-stage.ts";
import { measureFile } from "./exported.ts";
import { keyedStages } from "./keyed-stages.ts";
import type { Lineup } from "./lineup.ts";
import { montagesOf } from "./montages.ts";
import { planFor } from "./plans.ts";
import { trainingData } from "./prepare-data.ts";
import type { Road } from "./road.ts";
import { type Context, partOf, type ScoredModel, scoreContender } from "./score-contender.ts";

/** Of one training, in one fold. */
export interface FoldContext extends Context {
  readonly fold: number;
}

export class LineupRows {
  readonly #lineup: Lineup;
  readonly #excluded: Excluded[];
  readonly #cells: Cell[] = [];

  private constructor(lineup: Lineup) {
    this.#lineup = lineup;
    this.#excluded = [...lineup.excluded];
  }

  /** Excludes at once who wants what the networks and parts do not have. */
  static async of(lineup: Lineup, { data }: Road): Promise<LineupRows> {
    const rows = new LineupRows(lineup);
    const { config, contenders } = lineup;
    const training = trainingData(config, data, 0);
    for (const contender of contenders)
      await rows.#try(contender, () => checkApplicable(planFor(config, contender, 0), training));
    return rows;
  }

  /** Trainings and classic models of one seed; `named`: progress tells which student. */
  *tasks(road: FoldContext, seed: number, named: boolean): Generator<() => Promise<void>> {
    const context = named ? this.#named(this.#own(road)) : this.#own(road);
    for (const contender of this.#lineup.contenders)
      yield () => this.#try(contender, () => this.#train(context, contender, seed));
    yield () => this.#fitBaselines(context, road.config, seed);
  }

  async summary(
    road: Road,
    about: Pick<MethodComparison, "dataset" | "part" | "seeds" | "folds">,
  ): Promise<MethodComparison> {
    const { student, contenders } = this.#lineup;
    const order = contenders.map(({ label }) => label);
    const place = ({ label }: { readonly label: string }) => order.indexOf(label);
    const cells = this.#cells
      .filter(({ kind, label }) => kind === "baseline" || !this.#isExcluded(label))
      .sort((a, b) => a.fold - b.fold || a.seed - b.seed || place(a) - place(b));
    return summarize(cells, {
      ...about,
      student,
      contenders: contenders.filter(({ label }) => !this.#isExcluded(label)),
      excluded: this.#excluded.toSorted((a, b) => place(a) - place(b)),
      costs: await costStage(road, firstFiles(cells)),
      montages: montagesOf(this.#lineup.config, road.data.raw.train),
    });
  }

  async #train(context: FoldContext, contender: Contender, seed: number): Promise<void> {
    const { label } = contender;
    const { fold } = context;
    const score = await scoreContender(context, contender, seed);
    const { student, teachers, taughtBy, seconds, steps } = score;
    const faith =
      taughtBy.length === 0
        ? { agreement: null, divergence: null }
        : fidelity(
            student.logits,
            taughtBy.map(({ logits }) => logits),
            student.confusion.length,
          );
    const { ece, nll } = student;
    const time = { seconds: seconds.student, teacherSeconds: seconds.teachers, steps };
    const figures = { seed, fold, ece, nll, ...faith, ...time };
    const place = { label, seed, fold };
    this.#cells.push({ kind: "student", ...place, ...outcomeOf(student), figures });
    for (const teacher of teachers)
      this.#cells.push({ kind: "teacher", ...place, role: teacher.role, ...outcomeOf(teacher) });
  }

  async #fitBaselines(context: FoldContext, configured: Config, seed: number): Promise<void> {
    const { fold } = context;
    const store = sameInputs(context.config, configured)
      ? context.store
      : keyedStages(context.store);
    for (const { name, file } of await baselineStage({ ...context, store }, seed)) {
      const { confusion } = await measureFile(name, file.bytes, partOf(context));
      const place = { label: name, seed, fold };
      this.#cells.push({ kind: "baseline", ...place, confusion, file });
    }
  }

  /** A contender's mistake, or what it lacks, is its own: the others go on. */
  async #try({ label }: Contender, work: () => Promise<void>): Promise<void> {
    if (this.#isExcluded(label)) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!this.#isExcluded(label)) this.#excluded.push({ label, reason: error.message });
    }
  }

  #isExcluded(label: string): boolean {
    return this.#excluded.some((each) => each.label === label);
  }

  #own(road: FoldContext): FoldContext {
    return { ...road, config: this.#lineup.config };
  }

  #named(context: FoldContext): FoldContext {
    const { environment } = context;
    const onProgress: typeof environment.onProgress = (event) =>
      environment.onProgress({ ...event, task: `${this.#lineup.student} ${event.task}` });
    return { ...context, environment: { ...environment, onProgress } };
  }
}

function outcomeOf({ confusion, key, path }: ScoredModel): Pick<Cell, "confusion" | "file"> {
  return { confusion, file: { key, path } };
}

/** Of "student", "teacher skel" and "baseline ridge". */
function firstFiles(cells: readonly Cell[]): Record<string, KeyedFile> {
  const files: Record<string, KeyedFile> = {};
  for (const { kind, label, role, file } of cells) {
    const name = { student: kind, teacher: `${kind} ${role}`, baseline: `${kind} ${label}` }[kind];
    files[name] ??= { key: file.key, path: file.path };
  }
  return files;
}

/** Students that read other modalities have classic models of their own. */
function sameInputs(a: Config, b: Config): boolean {
  return a.student.inputs.join() === b.student.inputs.join();
}
