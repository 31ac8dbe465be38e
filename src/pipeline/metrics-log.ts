/** @file Progress on its way to the person: kept epoch by epoch in metrics.jsonl, and the place where a run stops. */
import type { RunEnvironment } from "./environment.ts";
import type { StageStore } from "./stage-store.ts";

export interface MetricsLog {
  /** Throws `signal.reason` where the run is to stop. */
  readonly onProgress: RunEnvironment["onProgress"];
  /** Resolves when all that was reported is on disk. */
  written(): Promise<void>;
}

export function metricsLog(
  store: StageStore,
  { onProgress, signal }: Pick<RunEnvironment, "onProgress" | "signal">,
): MetricsLog {
  let last = Promise.resolve();
  return {
    onProgress(event) {
      onProgress(event);
      const { task, done, figures } = event;
      if (figures) last = last.then(() => store.appendMetrics({ task, epoch: done, ...figures }));
      signal.throwIfAborted();
    },
    written: () => last,
  };
}
