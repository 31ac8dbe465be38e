/** @file One measurement on this device: what was answered, what is still due, what is on its way. */
import { stepsFor } from "#benchmarks/harness/device/abilities";
import type { DeviceFacts, Part } from "#benchmarks/harness/device/device-part";
import type { PagePlan } from "#benchmarks/harness/device/plan-files";
import type { JobAnswer } from "#benchmarks/harness/job-answer";
import { median } from "#core/quantiles";
import type { Refusals } from "./outbox.ts";
import type { Keeper, SavedRun } from "./saved-run.ts";

export class Measurement {
  readonly #plan: PagePlan;
  readonly #keeper: Keeper;
  #saved: SavedRun;
  /** Whether the browser kept the last change. */
  kept: boolean;

  constructor(plan: PagePlan, keeper: Keeper, saved: SavedRun) {
    this.#plan = plan;
    this.#keeper = keeper;
    this.#saved = saved;
    this.kept = keeper.write(saved);
  }

  static begin(plan: PagePlan, keeper: Keeper, run: string, device: DeviceFacts): Measurement {
    return new Measurement(plan, keeper, { run, device, answered: [], outbox: [], times: {} });
  }

  get saved(): SavedRun {
    return this.#saved;
  }

  /** Every step of this device. */
  get all(): readonly number[] {
    return stepsFor(this.#plan.steps, this.#saved.device);
  }

  get due(): readonly number[] {
    return this.all.filter((step) => !this.#saved.answered.includes(step));
  }

  /** Keeps an answer; what is returned is to be sent. */
  answer(step: number, answer: JobAnswer): Part {
    const { run, device, answered, outbox, times } = this.#saved;
    const part = { format: "wristill-device-1", plan: this.#plan.key, run, step, device, answer };
    this.#keep({
      answered: [...answered, step],
      outbox: [...outbox, part as Part],
      times: this.#with(times, step, answer),
    });
    return part as Part;
  }

  /** It need not be kept any more; what was refused is. */
  gone(part: Part, refused: Refusals | undefined): void {
    this.#keep({ outbox: this.#saved.outbox.filter(({ step }) => step !== part.step), refused });
  }

  #keep(change: Partial<SavedRun>): void {
    this.#saved = { ...this.#saved, ...change };
    this.kept = this.#keeper.write(this.#saved);
  }

  #with(times: SavedRun["times"], step: number, answer: JobAnswer): SavedRun["times"] {
    const { group } = this.#plan.steps[step]!;
    if (group === null || "error" in answer) return times;
    const before = times[group] ?? {};
    const found = answer.measured.subjects.filter(({ name }) => this.#plan.files.includes(name));
    const after = found.map(({ name, turns }) => {
      return [name, [...(before[name] ?? []), median(turns.flat())]] as const;
    });
    return { ...times, [group]: { ...before, ...Object.fromEntries(after) } };
  }
}
