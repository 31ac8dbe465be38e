/** @file Windows to try augmentations on: those of a configuration, or a few of a data set. */
import { mapValues } from "#core/map-values";
import type { Random } from "#core/random";
import type { Normalization, Recording, WindowSet } from "#core/signal";
import type { Dataset } from "#sensors/dataset";
import { ExamplePicks } from "#sensors/inspect/example-picks";
import type { Example } from "#sensors/inspect/inspection";
import { labelledRuns } from "#sensors/inspect/labelled-runs";
import { openDataset } from "#sensors/load-dataset";
import { fitNormalization } from "#sensors/normalize";
import { makeWindows } from "#sensors/windows";
import type { Config } from "./config-schema.ts";
import { prepareData } from "./prepare-data.ts";

interface PreviewWindows {
  /** In physical units. */
  readonly windows: WindowSet;
  readonly normalization: Normalization;
}

/** s; of windows of a data set that no configuration cuts. */
const seconds = 2.56;

/** The training part, as a run sees it. */
export async function configuredWindows(config: Config): Promise<PreviewWindows> {
  const { raw, normalization } = await prepareData(config);
  return { windows: raw.train, normalization };
}

/** A few windows of 2.56 s of every class, by different people; standardised by themselves. */
export async function namedWindows(
  { dataset, location }: { readonly dataset: Dataset; readonly location?: string },
  random: Random,
): Promise<PreviewWindows> {
  const place = location === undefined ? {} : { location };
  const opened = await openDataset(dataset, { ...place, random: random.fork("data") });
  const { classes, modalities } = opened;
  const picks = new ExamplePicks(classes.length, { count: 6, seconds, random });
  try {
    for await (const recording of opened.recordings(() => undefined))
      picks.add(recording, labelledRuns(recording));
  } finally {
    opened.close();
  }
  const windows = makeWindows(picks.finish().map(asRecording), classes, {
    modalities: mapValues(modalities, ({ sampleRate }) => ({
      steps: Math.round(seconds * sampleRate),
    })),
    ...{ seconds, short: "drop", missing: "drop" },
  });
  return { windows, normalization: fitNormalization(windows) };
}

function asRecording({ recording, subject, label, start, signals }: Example): Recording {
  return { id: `${recording} from ${start} s`, subject, label, signals };
}
