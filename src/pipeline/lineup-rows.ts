/** @file One student's rows of a comparison while they fill: tasks to run, outcomes, and who dropped out. */
import { UserError } from "#core/errors";
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
import { measureFile } from "./exported.ts";
import { keyedStages } from "./keyed-stages.ts";
import type { Lineup } from "./lineup.ts";
import { planFor } from "./plans.ts";
import { trainingData } from "./prepare-data.ts";
import type { Road } from "./road.ts";
import { type Context, partOf, scoreContender } from "./score-contender.ts";

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

  summary(about: Pick<MethodComparison, "dataset" | "part" | "seeds" | "folds">): MethodComparison {
    const { student, contenders } = this.#lineup;
    const order = contenders.map(({ label }) => label);
    const cells = this.#cells
      .filter(({ kind, label }) => kind === "baseline" || !this.#isExcluded(label))
      .sort(
        (a, b) =>
          a.fold - b.fold || a.seed - b.seed || order.indexOf(a.label) - order.indexOf(b.label),
      );
    const excluded = this.#excluded.toSorted(
      (a, b) => order.indexOf(a.label) - order.indexOf(b.label),
    );
    return summarize(cells, contenders, { ...about, student, excluded });
  }

  async #train(context: FoldContext, contender: Contender, seed: number): Promise<void> {
    const { label } = contender;
    const { fold } = context;
    const { student, teachers } = await scoreContender(context, contender, seed);
    this.#cells.push({ kind: "student", label, seed, fold, confusion: student });
    for (const { role, confusion } of teachers)
      this.#cells.push({ kind: "teacher", label, role, seed, fold, confusion });
  }

  async #fitBaselines(context: FoldContext, configured: Config, seed: number): Promise<void> {
    const store = sameInputs(context.config, configured)
      ? context.store
      : keyedStages(context.store);
    for (const { name, file } of await baselineStage({ ...context, store }, seed)) {
      const { confusion } = await measureFile(name, file.bytes, partOf(context));
      this.#cells.push({ kind: "baseline", label: name, seed, fold: context.fold, confusion });
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

/** Students that read other modalities have classic models of their own. */
function sameInputs(a: Config, b: Config): boolean {
  return a.student.inputs.join() === b.student.inputs.join();
}
