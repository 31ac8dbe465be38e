/** @file What all stages of one run share. */
import type { Engine } from "#train/engine";
import type { Config } from "./config-schema.ts";
import type { RunEnvironment } from "./environment.ts";
import type { PreparedData } from "./prepare-data.ts";
import { stageKey } from "./stage-key.ts";
import type { StageKeeping } from "./stage-store.ts";

export interface Road {
  readonly config: Config;
  readonly data: PreparedData;
  readonly engine: Engine;
  readonly store: StageKeeping;
  readonly environment: RunEnvironment;
}

/** Identifies the windows in the keys of the stages that read them. */
export function dataKey({ config, data }: Pick<Road, "config" | "data">): string {
  const { fingerprint } = data;
  return stageKey({ name: "data", options: { fingerprint, augment: config.augment } });
}
