/**
 * @file The study of how well-trained a teacher should be: its batch size × its epochs, the student always alike.
 * Source: Vats and Crandall 2021, arXiv:2112.10047.
 */
import { counted } from "#core/counted";
import { type Interval, mean, pairedInterval } from "#core/stats";
import { kd } from "#distill/response/kd";
import { ViewStore } from "#distill/view-store";
import { spearman } from "./class-similarity.ts";
import type { MethodComparison, Part } from "./comparison.ts";
import type { Config } from "./config-schema.ts";
import type { RunEnvironment } from "./environment.ts";
import type { Lineup } from "./lineup.ts";
import { averaged, type Results } from "./margins.ts";
import { onRoads, type Roads } from "./on-roads.ts";
import { trainContender } from "./score-contender.ts";
import { type SoftTargetFigures, softTargetStage } from "./soft-target-stage.ts";
import { around, type Spot } from "./spots.ts";
import {
  alone,
  rowOf,
  studyConfig,
  studyLineup,
  studyOptions,
  studyTeacher,
  teacherRowOf,
} from "./study-lineup.ts";
import { sweetSpotHtml } from "./sweet-spot-html.ts";
import { sweetSpotMarkdown } from "./sweet-spot-markdown.ts";
import { trainGrid } from "./train-grid.ts";
import { writeStudy } from "./write-study.ts";

export interface SweetSpotOptions {
  /** The teacher's batch sizes. */
  readonly batches: readonly number[];
  /** The teacher's epochs. */
  readonly epochs: readonly number[];
  /** The learning rate grows with the batch: configured rate · batch / configured batch. */
  readonly scaleRate: boolean;
  /** Look between the best cell and its neighbours, too. */
  readonly refine: boolean;
  /** Look at the test part once, with the cell that validation chose. */
  readonly test: boolean;
  /** Role of the teacher; the first configured by default. */
  readonly teacher?: string;
  /** Trainings at the same time. */
  readonly jobs: number;
}

export interface SweetSpotCell extends Spot {
  readonly learningRate: number;
  /** Of the refinement. */
  readonly refined: boolean;
  /** Accuracies per seed or fold, fractions: of the teacher, of its student, of its student from class means. */
  readonly teacher: Results;
  readonly student: Results;
  readonly classMean: Results;
  /** Of the teacher's soft targets, mean over folds and seeds. */
  readonly softTargets: SoftTargetFigures;
}

export interface SweetSpot {
  readonly dataset: string;
  readonly seeds: readonly number[];
  readonly folds: number;
  readonly networks: { readonly teacher: string; readonly student: string };
  readonly temperature: number;
  readonly cells: readonly SweetSpotCell[];
  /** The student without a teacher. */
  readonly alone: Results;
  /** The cell with the best student on the validation part. */
  readonly best: SweetSpotCell;
  /** Student minus student from class means, mean over all cells: above 0, there is knowledge in the soft targets. */
  readonly knowledge: Interval;
  /** Spearman's correlation over cells with the student's accuracy. */
  readonly correlations: Readonly<Record<"entropy" | "similarity" | "teacher", number>>;
  /** On the test part, where asked for: the student of the best cell, and the student alone. */
  readonly test?: {
    readonly student: Results;
    readonly classMean: Results;
    readonly alone: Results;
  };
}

const taught = { student: "kd", classMean: "kd-classmean" } as const;

/** Train whatever is missing, and write the tables. */
export async function sweetSpot(
  configured: Config,
  options: SweetSpotOptions,
  given: Partial<RunEnvironment> = {},
): Promise<SweetSpot> {
  const { jobs, refine, test } = options;
  const config = studyConfig(configured);
  const role = studyTeacher(config, options.teacher);
  const ground = { folder: `${config.name}-sweet-spot`, jobs };
  return onRoads(config, ground, given, async ({ folder, command, ...roads }) => {
    const study = new Study(config, role, options, roads);
    const byItself = studyLineup(config, "the student alone", {}, { [alone.label]: alone });
    const grid = options.batches.flatMap((batchSize) =>
      options.epochs.map((epochs) => ({ batchSize, epochs })),
    );
    const [first] = await study.compare([byItself], "validation");
    const cells = await study.cellsAt(grid, false);
    if (refine) cells.push(...(await study.cellsAt(around(bestOf(cells), grid), true)));
    const best = bestOf(cells);
    const result: SweetSpot = {
      dataset: config.name,
      seeds: config.seeds,
      folds: roads.folds.length,
      networks: { teacher: config.teachers[role]!.network, student: config.student.network },
      temperature: study.temperature,
      cells,
      alone: rowOf(first!, alone.label),
      best,
      ...conclusions(cells),
      ...(test && { test: await study.lookAtTest(best, byItself) }),
    };
    const writers = { markdown: sweetSpotMarkdown, html: sweetSpotHtml };
    await writeStudy(folder, "sweet-spot", result, writers, command);
    return result;
  });
}

class Study {
  readonly temperature: number;
  readonly #config: Config;
  readonly #role: string;
  readonly #options: SweetSpotOptions;
  readonly #roads: Pick<Roads, "folds" | "roadOf">;

  constructor(
    config: Config,
    role: string,
    options: SweetSpotOptions,
    roads: Pick<Roads, "folds" | "roadOf">,
  ) {
    this.#config = config;
    this.#role = role;
    this.#options = options;
    this.#roads = roads;
    this.temperature = studyOptions(config).temperature ?? kd.options.temperature;
  }

  compare(lineups: readonly Lineup[], part: Part): Promise<MethodComparison[]> {
    return trainGrid({ ...this.#roads, lineups, part }, this.#options.jobs);
  }

  async cellsAt(spots: readonly Spot[], refined: boolean): Promise<SweetSpotCell[]> {
    if (spots.length === 0) return [];
    const lineups = spots.map((spot) => this.#lineupOf(spot));
    const compared = await this.compare(lineups, "validation");
    const cells: SweetSpotCell[] = [];
    for (const [i, spot] of spots.entries())
      cells.push({
        ...spot,
        learningRate: this.#rateAt(spot),
        refined,
        teacher: teacherRowOf(compared[i]!, "student"),
        student: rowOf(compared[i]!, "student"),
        classMean: rowOf(compared[i]!, "classMean"),
        softTargets: await this.#softTargetsOf(lineups[i]!),
      });
    return cells;
  }

  async lookAtTest(best: Spot, byItself: Lineup): Promise<NonNullable<SweetSpot["test"]>> {
    const [chosen, single] = await this.compare([this.#lineupOf(best), byItself], "test");
    return {
      student: rowOf(chosen!, "student"),
      classMean: rowOf(chosen!, "classMean"),
      alone: rowOf(single!, alone.label),
    };
  }

  #rateAt({ batchSize }: Spot): number {
    const { learningRate, batchSize: configured } = this.#config.train.teacher;
    return this.#options.scaleRate ? (learningRate * batchSize) / configured : learningRate;
  }

  #lineupOf(spot: Spot): Lineup {
    const { train } = this.#config;
    const { batchSize, epochs } = spot;
    const teacher = { ...train.teacher, batchSize, epochs, learningRate: this.#rateAt(spot) };
    const options = studyOptions(this.#config);
    const methods = Object.fromEntries(
      Object.entries(taught).map(([label, name]) => [
        label,
        { name, options, teachers: [this.#role] },
      ]),
    );
    const corner = `teacher of batch ${batchSize}, ${counted(epochs, "epoch")}`;
    return studyLineup(this.#config, corner, { train: { ...train, teacher } }, methods);
  }

  /** Everything is trained by now: teachers come from the store. */
  async #softTargetsOf({ config, contenders: [contender] }: Lineup): Promise<SoftTargetFigures> {
    const found: SoftTargetFigures[] = [];
    for (const fold of this.#roads.folds) {
      const road = { ...this.#roads.roadOf(fold), config };
      for (const seed of config.seeds) {
        const views = new ViewStore(0);
        const distilled = await trainContender({ ...road, views }, contender!, seed);
        const teacher = distilled.teachers.find(({ role }) => role === this.#role)!;
        found.push(await softTargetStage(road, teacher, this.temperature));
        distilled.release();
      }
    }
    return {
      entropy: mean(found.map(({ entropy }) => entropy)),
      similarity: mean(found.map(({ similarity }) => similarity)),
    };
  }
}

function bestOf(cells: readonly SweetSpotCell[]): SweetSpotCell {
  return cells.reduce((a, b) => (mean(b.student) > mean(a.student) ? b : a));
}

export function conclusions(
  cells: readonly SweetSpotCell[],
): Pick<SweetSpot, "knowledge" | "correlations"> {
  const students = cells.map(({ student }) => mean(student));
  const withStudents = (figure: (cell: SweetSpotCell) => number) =>
    spearman(cells.map(figure), students);
  return {
    knowledge: pairedInterval(
      averaged(cells.map(({ student }) => student)),
      averaged(cells.map(({ classMean }) => classMean)),
    ),
    correlations: {
      entropy: withStudents(({ softTargets }) => softTargets.entropy),
      similarity: withStudents(({ softTargets }) => softTargets.similarity),
      teacher: withStudents(({ teacher }) => mean(teacher)),
    },
  };
}
