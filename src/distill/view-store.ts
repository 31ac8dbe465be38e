/** @file Teacher outputs kept from one distillation to the next: what two methods read alike is computed once. */
import type { TeacherViews } from "./teacher-views.ts";

/** Where distillations find what others computed. */
export type ViewKeeping = Pick<ViewStore, "get">;

/** Least recently used go first where there are more bytes than allowed. */
export class ViewStore {
  /** By key, the least recently used first. */
  readonly #kept: Map<string, Promise<TeacherViews>> = new Map();
  readonly #sizes: Map<string, number> = new Map();
  readonly #most: number;

  /** `most`: bytes to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept under the key, else what `compute` gives; two that ask at once share one computation. */
  async get(key: string, compute: () => Promise<TeacherViews>): Promise<TeacherViews> {
    const found = this.#kept.get(key) ?? compute();
    this.#kept.delete(key);
    this.#kept.set(key, found);
    try {
      const views = await found;
      if (this.#kept.has(key)) this.#sizes.set(key, bytesOf(views));
      this.#shrink();
      return views;
    } catch (error) {
      this.#forget(key);
      throw error;
    }
  }

  #shrink(): void {
    for (const key of [...this.#kept.keys()]) {
      if (sum(this.#sizes.values()) <= this.#most) return;
      if (this.#sizes.has(key)) this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#kept.delete(key);
    this.#sizes.delete(key);
  }
}

function bytesOf(views: TeacherViews): number {
  return sum(views.flatMap((view) => Object.values(view).map(({ data }) => data.byteLength)));
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((a, b) => a + b, 0);
}
