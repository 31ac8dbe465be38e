/** @file Who did what for how long. */
import type { ClassPart, SubjectPart } from "./inspection.ts";
import type { LabelledRun } from "./labelled-runs.ts";

interface Share {
  recordings: number;
  unlabelled: number;
  readonly seconds: number[];
}

export class PeopleTally {
  readonly #classes: readonly string[];
  readonly #stretches: number[];
  readonly #shares = new Map<string, Share>();

  constructor(classes: readonly string[]) {
    this.#classes = classes;
    this.#stretches = classes.map(() => 0);
  }

  /** One recording. */
  add(subject: string, runs: readonly LabelledRun[]): void {
    const share = this.#shareOf(subject);
    share.recordings++;
    for (const { label, start, end } of runs) {
      if (label < 0) share.unlabelled += end - start;
      else {
        share.seconds[label]! += end - start;
        this.#stretches[label]!++;
      }
    }
  }

  subjects(): SubjectPart[] {
    return [...this.#shares]
      .map(([subject, share]) => ({ subject, ...share }))
      .sort((a, b) => a.subject.localeCompare(b.subject, "en", { numeric: true }));
  }

  classes(): ClassPart[] {
    const shares = [...this.#shares.values()];
    return this.#classes.map((name, k) => ({
      name,
      seconds: shares.reduce((sum, { seconds }) => sum + seconds[k]!, 0),
      stretches: this.#stretches[k]!,
      subjects: shares.filter(({ seconds }) => seconds[k]! > 0).length,
    }));
  }

  #shareOf(subject: string): Share {
    const known = this.#shares.get(subject);
    if (known) return known;
    const share = { recordings: 0, unlabelled: 0, seconds: this.#classes.map(() => 0) };
    this.#shares.set(subject, share);
    return share;
  }
}
