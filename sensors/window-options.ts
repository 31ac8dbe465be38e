/** @file What may be asked for when recordings are cut into windows. */
import { UserError } from "#core/errors";
import type { Modality } from "#core/signal";
import type { ModalityWindow } from "./join-signals.ts";
import type { LabelRule } from "./stretches.ts";

export interface CueOptions {
  /** s from the cue to the start of the window; negative: before the cue. Default 0. */
  readonly offset?: number;
  /** Trials that the authors marked as spoilt: `drop` and count (default), or `keep`. */
  readonly rejected?: "drop" | "keep";
}

export interface WindowOptions {
  /** What a window holds, by the name it gets in the window set. */
  readonly modalities: Readonly<Record<Modality, ModalityWindow>>;
  /** One window per recording, stretched to `steps`; otherwise `seconds` must be given. */
  readonly whole?: boolean;
  /** Length of a window in s. */
  readonly seconds?: number;
  /** Share of a window that the next one repeats, 0 … below 1; default 0. */
  readonly overlap?: number;
  /** One window per labelled event of a recording, instead of one after the other. */
  readonly cue?: CueOptions;
  /** How a label track becomes one label; default `all`. */
  readonly label?: LabelRule;
  /** Least share of a window's samples that must have its label; default 0. */
  readonly purity?: number;
  /**
   * Windows with missing values (NaN): `refuse` (default), `drop` and count, or `cut`: windows begin anew behind each
   * gap, and none crosses one.
   */
  readonly missing?: "refuse" | "drop" | "cut";
  /** Share of values that may be missing in a window and are filled by lines; default 0. */
  readonly mostMissing?: number;
  /** Share of values that may be clipped (`range` of the modality); windows with more are dropped. Default 1. */
  readonly mostClipped?: number;
  /** Recordings shorter than a window: `refuse` (default) or `drop` and count. */
  readonly short?: "refuse" | "drop";
}

/** Throws a {@link UserError} for options that contradict each other or are out of range. */
export function checkWindowOptions(options: WindowOptions): void {
  const { whole = false, seconds, overlap = 0, cue, modalities } = options;
  if (whole === (seconds !== undefined))
    throw new UserError("windows: give either `whole: true` or `seconds`");
  if (seconds !== undefined && !(seconds > 0))
    throw new UserError(`windows: seconds must be above 0, received ${seconds}`);
  if (!(overlap >= 0 && overlap < 1))
    throw new UserError(`windows: overlap must be at least 0 and below 1, received ${overlap}`);
  if (cue && (whole || overlap > 0))
    throw new UserError("windows: cues go with `seconds`, and without `whole` or `overlap`");
  for (const share of ["purity", "mostMissing", "mostClipped"] as const) {
    if ((options[share] ?? 0) >= 0 && (options[share] ?? 0) <= 1) continue;
    throw new UserError(
      `windows: ${share} must be a share from 0 to 1, received ${options[share]}`,
    );
  }
  if (Object.keys(modalities).length === 0)
    throw new UserError("windows: name at least one modality");
  for (const [name, { steps }] of Object.entries(modalities)) {
    if (Number.isInteger(steps) && steps > 0) continue;
    throw new UserError(`windows: ${name}.steps must be a whole number above 0, received ${steps}`);
  }
}
