/** @file A data set, read once from end to end, one recording in memory at a time. */
import { mapValues } from "#core/map-values";
import type { Modality, Recording } from "#core/signal";
import type { Dataset, DatasetFacts, Note } from "#sensors/dataset";
import { type LoadOptions, openDataset } from "#sensors/load-dataset";
import { ExamplePicks, type PickOptions } from "./example-picks.ts";
import type { Inspection, NoteSum } from "./inspection.ts";
import { labelledRuns } from "./labelled-runs.ts";
import { ModalityTally } from "./modality-tally.ts";
import { PeopleTally } from "./people-tally.ts";

export interface InspectOptions<Options extends object> extends LoadOptions<Options> {
  /** Examples of each class; default 3. */
  readonly examples?: number;
  /** s; longest example; default 5. */
  readonly exampleSeconds?: number;
  /** Told how many there were so far. */
  readonly onRecording?: (count: number) => void;
  /** Ends it between two recordings. */
  readonly signal?: AbortSignal;
}

/** Read everything and sum it up. Throws a `UserError` where files are missing or malformed. */
export async function inspectDataset<Options extends object>(
  dataset: Dataset<Options>,
  { examples = 3, exampleSeconds = 5, onRecording, signal, ...load }: InspectOptions<Options>,
): Promise<Inspection> {
  const opened = await openDataset(dataset, load);
  const tally = new Tally(opened, {
    ...{ count: examples, seconds: exampleSeconds, random: load.random.fork("examples") },
  });
  const notes: Note[] = [];
  try {
    for await (const recording of opened.recordings((note) => notes.push(note))) {
      signal?.throwIfAborted();
      tally.add(recording);
      onRecording?.(tally.recordings);
    }
  } finally {
    opened.close();
  }
  const { name, title, license, citation, homepage, anonymous = false } = dataset;
  const { location } = opened;
  return {
    ...{ name, title, license, citation, homepage, location, anonymous },
    ...tally.finish(),
    notes: sumOf(notes),
  };
}

/** Everything that is summed over recordings. */
class Tally {
  recordings = 0;
  readonly #people: PeopleTally;
  readonly #picks: ExamplePicks;
  readonly #modalities: Readonly<Record<Modality, ModalityTally>>;

  constructor({ classes, modalities }: DatasetFacts, picks: PickOptions) {
    this.#people = new PeopleTally(classes);
    this.#picks = new ExamplePicks(classes.length, picks);
    this.#modalities = mapValues(modalities, (facts) => new ModalityTally(facts, classes.length));
  }

  add(recording: Recording): void {
    const runs = labelledRuns(recording);
    const { subject, signals, measuredRates = {} } = recording;
    this.#people.add(subject, runs);
    this.#picks.add(recording, runs);
    for (const [modality, signal] of Object.entries(signals))
      this.#modalities[modality]?.add(signal, runs, measuredRates[modality]);
    this.recordings++;
  }

  finish() {
    const [subjects, classes] = [this.#people.subjects(), this.#people.classes()];
    const unlabelled = subjects.reduce((sum, part) => sum + part.unlabelled, 0);
    const labelled = classes.reduce((sum, part) => sum + part.seconds, 0);
    return {
      ...{ recordings: this.recordings, seconds: labelled + unlabelled, unlabelled },
      ...{ classes, subjects, examples: this.#picks.finish() },
      modalities: mapValues(this.#modalities, (tally) => tally.finish()),
    };
  }
}

/** Notes of the same words as one. */
function sumOf(notes: readonly Note[]): NoteSum[] {
  const sums = new Map<
    string,
    { kind: Note["kind"]; what: string; count: number; in: Set<string> }
  >();
  for (const { kind, what, count, file } of notes) {
    const sum = sums.get(`${kind} ${what}`) ?? { kind, what, count: 0, in: new Set() };
    sum.count += count;
    sum.in.add(file);
    sums.set(`${kind} ${what}`, sum);
  }
  return [...sums.values()].map(({ in: files, ...sum }) => ({ ...sum, files: files.size }));
}
