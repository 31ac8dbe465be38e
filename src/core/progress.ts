/** @file What long work reports while it runs. Callers decide how to show it. */

export interface ProgressEvent {
  /** What is running: "teacher skel", "student", "benchmark cpu". */
  readonly task: string;
  /** Units done so far and in all (epochs, runs, files). */
  readonly done: number;
  readonly total: number;
  /** Figures worth showing: loss, accuracy, learning rate. */
  readonly figures?: Readonly<Record<string, number>>;
}

export type OnProgress = (event: ProgressEvent) => void;
