/** @file A session as the competition published it: GDF, and for the evaluation a MAT file with the labels. */
import { UserError } from "#core/errors";
import type { RecordingEvent } from "#core/signal";
import type { Report } from "#sensors/dataset";
import type { SourceFile } from "#sensors/files";
import { stretchOf } from "#sensors/formats/biosignals";
import { type Gdf, readGdf } from "#sensors/formats/gdf";
import { matVariable } from "#sensors/formats/mat";
import type { Competition, Run } from "./competition.ts";

/** Event codes of the competition. */
const codes = { trial: 768, firstCue: 769, unknownCue: 783, rejected: 1023 } as const;

/**
 * The runs that hold cues. Unknown cues get their labels from `labelFile`; without one they are reported and the session
 * is left out.
 */
export async function readGdfSession(
  file: SourceFile,
  labelFile: SourceFile | undefined,
  competition: Competition,
  report: Report,
): Promise<readonly Run[]> {
  const gdf = readGdf(await file.bytes(), file.path);
  const cues = cuesOf(gdf, competition);
  if (cues.some(({ label }) => label < 0) && !labelFile) {
    const what = "sessions whose true labels (a MAT file of the same name) are not there";
    report({ kind: "left out", what, count: 1, file: file.path });
    return [];
  }
  const labels = labelFile && (await readLabels(labelFile, cues.length, competition));
  const labelled = labels ? cues.map((cue, i) => ({ ...cue, label: labels[i]! })) : cues;
  return gdf.stretches.flatMap((stretch) => {
    const events = labelled
      .filter(({ onset }) => onset >= stretch.onset && onset < stretch.onset + stretch.duration)
      .map((event) => ({ ...event, onset: event.onset - stretch.onset }));
    const series = gdf.signals.map((signal) => stretchOf(signal, stretch));
    return events.length === 0 ? [] : [{ series, events }];
  });
}

/** Cues in the order of time; label −1 where unknown. */
function cuesOf({ events }: Gdf, { classes, imagery }: Competition): readonly RecordingEvent[] {
  const starts = events.filter(({ code }) => code === codes.trial).map(({ onset }) => onset);
  const spoilt = events.filter(({ code }) => code === codes.rejected).map(({ onset }) => onset);
  return events
    .filter(({ code }) => code === codes.unknownCue || isCue(code, classes.length))
    .sort((a, b) => a.onset - b.onset)
    .map(({ onset, code }) => {
      const start = starts.filter((time) => time <= onset).at(-1) ?? onset;
      const rejected = spoilt.some((time) => time >= start && time <= onset);
      const label = code === codes.unknownCue ? -1 : code - codes.firstCue;
      return { onset, duration: imagery, label, name: String(code), ...(rejected && { rejected }) };
    });
}

function isCue(code: number, classes: number): boolean {
  return code >= codes.firstCue && code < codes.firstCue + classes;
}

/** `classlabel`: 1, 2, … for each cue of the session. */
async function readLabels(
  file: SourceFile,
  cues: number,
  { classes }: Competition,
): Promise<readonly number[]> {
  const { data } = await matVariable(await file.bytes(), file.path, "classlabel");
  const labels = Array.from(data, (label) => label - 1);
  if (labels.length !== cues || labels.some((label) => classes[label] === undefined))
    throw new UserError(
      `${file.path}: expected ${cues} labels from 1 to ${classes.length}, received ${labels.length} from ${Math.min(...data)} to ${Math.max(...data)}`,
      "take the true labels that belong to these recordings",
    );
  return labels;
}
