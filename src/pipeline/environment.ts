/** @file What a run needs of the world around it. */
import type { OnProgress } from "#core/progress";

export interface RunEnvironment {
  /** The folder that holds the run folders; this run writes `<outFolder>/<name>`. */
  readonly outFolder: string;
  /** Throw away what an earlier run of that name left. */
  readonly fresh: boolean;
  readonly onProgress: OnProgress;
  readonly clock: () => Date;
  /** Aborted on Ctrl-C: stop after the step at hand, keep the checkpoint, throw `signal.reason`. */
  readonly signal: AbortSignal;
  /** As typed, for the report: "wristill run my.yaml --seeds 5". */
  readonly command: string;
}

/** Completes what a program leaves out: the folder `runs`, no progress, no way to stop. */
export function runEnvironment(given: Partial<RunEnvironment>): RunEnvironment {
  return {
    outFolder: "runs",
    fresh: false,
    onProgress: () => undefined,
    clock: () => new Date(),
    signal: new AbortController().signal,
    command: "runPipeline",
    ...given,
  };
}
