/** @file Teachers as their students meet them: live in the step, or by outputs kept per view. */
import { zeros } from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import type { DistillContext, Trained } from "./distill.ts";
import type { DistillPlan } from "./distill-plan.ts";
import { mapNamesOf } from "./feature-maps.ts";
import { shapesOf } from "./learner.ts";
import type { Teacher } from "./lesson-program.ts";
import type { Method } from "./method.ts";
import { type Copies, replaceRows, type TeacherViews, teacherViews } from "./teacher-views.ts";
import { type ViewKeeping, ViewStore } from "./view-store.ts";

/** Trains the teacher of a role again, on a fold's training rows only. */
export type FoldTeacher = (role: string, fold: number, rows: Int32Array) => Promise<Network>;

export class TeacherOutputs {
  readonly #plan: DistillPlan;
  readonly #context: DistillContext;
  readonly #foldTeacher: FoldTeacher;
  readonly #views: ViewKeeping;

  constructor(plan: DistillPlan, context: DistillContext, foldTeacher: FoldTeacher) {
    this.#plan = plan;
    this.#context = context;
    this.#foldTeacher = foldTeacher;
    this.#views = context.views ?? new ViewStore(Number.POSITIVE_INFINITY);
  }

  async of(teacher: Trained): Promise<Teacher> {
    const { teacherViews: count } = this.#plan;
    if (count === undefined) return { kind: "live", network: teacher.extended };
    const { method } = this.#plan;
    const taps = tapsFor(method, teacher);
    const copies = this.#copies();
    const key = this.#keyOf(teacher, taps, count);
    const views = await this.#views.get(key, () => this.#viewsOf(teacher, taps, count, copies));
    const changes = method.needs.includes("live-rows");
    return {
      ...{ kind: "views", views },
      ...(copies && { copies: copies.count }),
      ...(changes && { network: teacher.extended }),
    };
  }

  /** What the outputs depend on. */
  #keyOf({ key }: Trained, taps: readonly string[], count: number): string {
    const { seed, crossFitFolds, method, methodOptions } = this.#plan;
    const copied = method.copies && [method.name, methodOptions];
    return JSON.stringify([this.#context.dataKey, seed, key, taps, count, crossFitFolds, copied]);
  }

  /** The forms of every window that the method's lesson makes. */
  #copies(): Copies | undefined {
    const { method, methodOptions: options } = this.#plan;
    const { transform, copies } = method;
    if (!transform || !copies) return undefined;
    const { signals } = this.#context.data.train;
    const channels = mapValues(signals, (signal) => signal.channels);
    const noise = () => {
      throw new Error(`method ${method.name}: \`copies\` are made without noise`);
    };
    const of: Copies["of"] = (windows) => {
      const rows = Object.values(windows)[0]!.shape[0]!;
      const [labels, sampleIds] = [zeros([rows, 1]), zeros([rows])];
      return transform({ windows, channels, labels, sampleIds }, noise, options).windows;
    };
    return { count: copies(options), of };
  }

  async #viewsOf(
    teacher: Trained,
    taps: readonly string[],
    count: number,
    copies: Copies | undefined,
  ): Promise<TeacherViews> {
    const { crossFitFolds } = this.#plan;
    const { engine, data } = this.#context;
    const views = await teacherViews(engine, teacher.extended, taps, data, count, copies);
    if (crossFitFolds === undefined) return views;
    for (const [i, fold] of data.folds(crossFitFolds).entries()) {
      const other = await this.#foldTeacher(teacher.role, i, fold.train);
      const held = await teacherViews(engine, other, [], data, count, copies);
      replaceRows(views, held, fold.held, "logits", copies?.count);
    }
    return views;
  }
}

/** The taps of a teacher that the method reads: those it needs, and what parts made of them. */
export function tapsFor(
  { needs }: Pick<Method, "needs">,
  { network, extended, parts }: Trained,
): string[] {
  const { taps } = shapesOf(extended);
  const last = mapNamesOf(taps).at(-1);
  return extended.taps.filter((tap) => {
    if (!network.taps.includes(tap)) return !parts[tap]?.inner;
    if (tap === "features") return true; // narrow, and where the network's own taps end
    if (taps[tap]!.length !== 2) return needs.includes("branches");
    return needs.includes("maps") || (needs.includes("last-map") && tap === last);
  });
}
