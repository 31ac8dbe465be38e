/** @file A store in which one place may hold several results: what they depend on is in their path. */
import { stageKey } from "./stage-key.ts";
import type { StageKeeping } from "./stage-store.ts";

export function keyedStages(store: StageKeeping): StageKeeping {
  return {
    folder: store.folder,
    stage: (spec, produce) =>
      store.stage({ ...spec, path: `${spec.path}-${stageKey(spec).slice(0, 10)}` }, produce),
  };
}
