/** @file Where the electrodes of student and teachers are. */
import { electrodeNamed } from "#core/electrodes";
import type { WindowSet } from "#core/signal";
import type { Montage } from "#report/board/leaderboard";
import type { Config } from "./config-schema.ts";

/** Of every input with electrodes of the 10–10 system: the student's first. */
export function montagesOf({ student, teachers }: Config, { signals }: WindowSet): Montage[] {
  const networks = Object.entries({ student, ...teachers });
  return networks.flatMap(([role, { inputs }], i) =>
    inputs.flatMap((modality): Montage[] => {
      const names = signals[modality]?.channels ?? [];
      const channels = names.filter((name) => electrodeNamed(name) !== undefined);
      const who = i === 0 ? "student" : `teacher ${role}`;
      return channels.length > 0 ? [{ who, modality, channels }] : [];
    }),
  );
}
