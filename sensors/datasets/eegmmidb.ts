/** @file EEGMMIDB: 64-channel EEG while fists or feet are moved or imagined to move; one EDF+ file is one run. */
import { electrodeNamed, electrodesNamed } from "#core/electrodes";
import { UserError } from "#core/errors";
import { montages } from "#core/montages";
import type { Recording, RecordingEvent } from "#core/signal";
import { chooseClasses } from "#sensors/choose-classes";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import type { Biosignal } from "#sensors/formats/biosignals";
import { type Edf, readEdf } from "#sensors/formats/edf";
import { interleaveChannels } from "#sensors/interleave-channels";
import { labelTrack } from "#sensors/label-track";

const electrodes = montages.eegmmidb!;
const eeg = { unit: "µV", channels: electrodes, sampleRate: 160 } as const;

const classes = ["left-fist", "right-fist", "both-fists", "both-feet", "rest"];

/** Runs 3 to 14 take turns in this way; T1 and T2 are what the two names say. */
const turns = [
  { movement: "executed", T1: "left-fist", T2: "right-fist" },
  { movement: "imagined", T1: "left-fist", T2: "right-fist" },
  { movement: "executed", T1: "both-fists", T2: "both-feet" },
  { movement: "imagined", T1: "both-fists", T2: "both-feet" },
] as const;

/** Other rates, or trials of other lengths: left out by most authors, who then have 105 subjects. */
const irregular = ["S088", "S092", "S100", "S104"];

const filePattern = /(?:^|\/)(S\d{3})(R\d\d)\.edf$/;

export interface EegmmidbOptions {
  readonly movement: "imagined" | "executed" | "both";
  /** Which of the five, in this order; empty: all but rest. Other stretches are unlabelled, runs without any left out. */
  readonly classes: readonly string[];
  /** Electrodes to read, by name; empty: all 64. */
  readonly electrodes: readonly string[];
  /** What to do about the four subjects with another rate or timing. */
  readonly irregular: "leave-out" | "keep";
}

/** 109 subjects, six runs of imagined and six of executed movement, about 15 cued trials of 4 s in each. */
export const eegmmidb: Dataset<EegmmidbOptions> = defineDataset({
  name: "eegmmidb",
  title: "EEG Motor Movement/Imagery (PhysioNet)",
  summary: "64-channel EEG at 160 Hz, 109 subjects, fists and feet moved or imagined to move",
  source: "Schalk et al. 2004, IEEE Trans. Biomed. Eng. 51(6), doi:10.13026/C28G6P",
  license: "ODC-By 1.0",
  citation:
    "G. Schalk, D. J. McFarland, T. Hinterberger, N. Birbaumer, J. R. Wolpaw, BCI2000: A General-Purpose Brain-Computer Interface (BCI) System, IEEE Trans. Biomed. Eng. 51(6), 2004; A. L. Goldberger et al., PhysioBank, PhysioToolkit, and PhysioNet, Circulation 101(23), 2000.",
  homepage: "https://physionet.org/content/eegmmidb/1.0.0/",
  files: "required",
  downloads: [
    {
      url: "https://physionet.org/static/published-projects/eegmmidb/eeg-motor-movementimagery-dataset-1.0.0.zip",
      file: "eeg-motor-movementimagery-dataset-1.0.0.zip",
      roughBytes: 1.9e9,
    },
  ],
  classes: classes.slice(0, 4),
  modalities: { eeg },
  options: { movement: "imagined", classes: [], electrodes: [], irregular: "leave-out" },
  async facts(_files, options) {
    return {
      classes: classesOf(options),
      modalities: { eeg: { ...eeg, channels: channelsOf(options) } },
    };
  },
  async *recordings(files, options, _random, report) {
    const give = "the folder that holds S001, S002, … (or the archive of it)";
    for (const file of expectFiles(files, filePattern, "S*R*.edf", give)) {
      const [, subject = "", run = ""] = filePattern.exec(file.path)!;
      const names = namesIn(run, options);
      if (!classesOf(options).some((name) => Object.values(names).includes(name))) continue;
      if (options.irregular === "leave-out" && irregular.includes(subject))
        report({
          kind: "left out",
          what: "runs of another rate or timing",
          count: 1,
          file: file.path,
        });
      else yield await readRun(file, { subject, run, names }, options);
    }
  },
});

function classesOf({ classes: wanted }: EegmmidbOptions): readonly string[] {
  return wanted.length === 0 ? classes.slice(0, 4) : chooseClasses("eegmmidb", classes, wanted);
}

function channelsOf({ electrodes: wanted }: EegmmidbOptions): readonly string[] {
  return wanted.length === 0
    ? electrodes
    : electrodesNamed("eegmmidb", wanted).map(({ name }) => name);
}

/** Class by annotation; none for runs of rest and of the other kind of movement. */
function namesIn(run: string, { movement }: EegmmidbOptions): Readonly<Record<string, string>> {
  const turn = turns[(Number(run.slice(1)) - 3) % turns.length];
  if (turn === undefined || (movement !== "both" && movement !== turn.movement)) return {};
  return { T0: "rest", T1: turn.T1, T2: turn.T2 };
}

interface Run {
  readonly subject: string;
  readonly run: string;
  readonly names: Readonly<Record<string, string>>;
}

async function readRun(
  file: SourceFile,
  { subject, run, names }: Run,
  options: EegmmidbOptions,
): Promise<Recording> {
  const channels = channelsOf(options);
  const edf = readEdf(await file.bytes(), file.path, {
    wanted: (label) => channels.includes(electrodeNamed(label)?.name ?? ""),
  });
  const signals = channels.map((name) => signalNamed(edf, name, file.path));
  const { sampleRate, data } = signals[0]!;
  const events = edf.events.map(({ onset, duration = 0, text }): RecordingEvent => {
    const label = classesOf(options).indexOf(names[text] ?? "");
    return { onset, duration, label, name: text };
  });
  const series = signals.map((signal) => signal.data);
  return {
    ...{ id: subject + run, subject, run, events },
    label: labelTrack(events, data.length, sampleRate),
    signals: {
      eeg: { ...eeg, channels, sampleRate, data: interleaveChannels(file.path, series) },
    },
  };
}

function signalNamed({ signals }: Edf, name: string, file: string): Biosignal {
  const found = signals.find(({ label }) => electrodeNamed(label)?.name === name);
  if (found) return found;
  throw new UserError(`${file}: no electrode ${name}`, "download the file again");
}
