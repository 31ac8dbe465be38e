/** @file What data sets 2a and 2b of BCI Competition IV have in common, whichever form they come in. */
import { electrodesNamed } from "#core/electrodes";
import { UserError } from "#core/errors";
import type { Recording, Signal } from "#core/signal";
import type { Dataset, DatasetFacts, Report } from "#sensors/dataset";
import { baseName, expectFiles } from "#sensors/expect-files";
import type { Files, SourceFile } from "#sensors/files";
import { interleaveChannels } from "#sensors/interleave-channels";
import { labelTrack } from "#sensors/label-track";
import { pickElectrodes } from "#sensors/montage";
import { type Competition, type Session, sampleRate } from "./competition.ts";
import { readGdfSession } from "./gdf-session.ts";
import { readMatSessions } from "./mat-session.ts";

export interface BciIvOptions {
  /** Electrodes to keep, by name; empty: all. */
  readonly electrodes: readonly string[];
}

/** The part of an entry that follows from the competition. */
export function bciIv(competition: Competition) {
  const { name, classes, gdf, mat } = competition;
  return {
    license: "CC BY-ND 4.0",
    files: "required",
    classes,
    modalities: modalitiesOf(competition, []),
    options: { electrodes: [] },
    async facts(_files, { electrodes }) {
      return { classes, modalities: modalitiesOf(competition, electrodes) };
    },
    async *recordings(files, options, _random, report) {
      const give =
        "the folder with the GDF files and their true labels, or the MAT files of BNCI Horizon 2020";
      const wanted = new RegExp(`${gdf.source}|${mat.source}`);
      for (const file of expectFiles(files, wanted, `${name} recordings`, give)) {
        const subject = (gdf.exec(file.path) ?? mat.exec(file.path))![1]!;
        for (const session of await readSessions(file, files, competition, report))
          yield* recordingsOf(subject, session, competition, options);
      }
    },
  } satisfies Partial<Dataset<BciIvOptions>>;
}

function modalitiesOf(
  { name, electrodes, eog }: Competition,
  wanted: readonly string[],
): DatasetFacts["modalities"] {
  const channels =
    wanted.length === 0 ? electrodes : electrodesNamed(name, wanted).map((each) => each.name);
  return {
    eeg: { unit: "µV", channels, sampleRate, gaps: true },
    eog: { unit: "µV", channels: eog, sampleRate, gaps: true },
  };
}

async function readSessions(
  file: SourceFile,
  files: Files,
  competition: Competition,
  report: Report,
): Promise<readonly Session[]> {
  const gdf = competition.gdf.exec(file.path);
  if (gdf) {
    const labels = baseName(file.path).replace(/\.gdf$/i, ".mat");
    const [labelFile] = files.list(new RegExp(`(^|/)${labels}$`));
    const runs = await readGdfSession(file, labelFile, competition, report);
    return [{ session: gdf[2]!, runs }];
  }
  return await readMatSessions(file, competition);
}

function* recordingsOf(
  subject: string,
  { session, runs }: Session,
  { name, electrodes, eog }: Competition,
  options: BciIvOptions,
): Iterable<Recording> {
  for (const [i, { series, events }] of runs.entries()) {
    const run = String(i + 1);
    const id = `${subject}-${session}-${run}`;
    if (series.length !== electrodes.length + eog.length)
      throw new UserError(
        `${name}: ${id} has ${series.length} channels, expected ${electrodes.length + eog.length}`,
        "download the archive again",
      );
    const signal = (channels: readonly string[], own: readonly Float32Array[]): Signal => ({
      ...{ channels, unit: "µV", sampleRate, data: interleaveChannels(id, own) },
    });
    const eeg = signal(electrodes, series.slice(0, electrodes.length));
    const usable = events.filter(({ rejected }) => !rejected);
    yield {
      ...{ id, subject, session, run, events },
      label: labelTrack(usable, series[0]!.length, sampleRate),
      signals: {
        eeg: options.electrodes.length === 0 ? eeg : pickElectrodes(eeg, options.electrodes),
        eog: signal(eog, series.slice(electrodes.length)),
      },
    };
  }
}
