/** @file What the problems of the UEA archive have in common: one file to train on, one to test on, no names of people. */
import { UserError } from "#core/errors";
import type { Recording } from "#core/signal";
import type { Dataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { readSktime } from "#sensors/formats/sktime";
import { interleaveChannels } from "#sensors/interleave-channels";
import { standardGravity } from "#sensors/standard-gravity";

export interface UeaProblem {
  /** As in the archive: file names begin with it. */
  readonly problem: string;
  /** In the order of the files' labels. */
  readonly labels: readonly string[];
  /** Cases of each part. */
  readonly cases: { readonly train: number; readonly test: number };
  /** Hz */
  readonly sampleRate: number;
}

const axes = ["x", "y", "z"] as const;
const parts = ["train", "test"] as const;

/** Channels 1 to 3: acceleration without gravity in m/s²; 4 to 6: angular velocity in rad/s. */
function watchModalities(sampleRate: number) {
  return {
    body: { unit: "g", channels: axes, sampleRate },
    gyro: { unit: "rad/s", channels: axes, sampleRate },
  } as const;
}

/** The part of an entry that follows from the problem. Who moved is not stated: every case is a subject of its own. */
export function ueaWatch(problem: UeaProblem) {
  const { cases, sampleRate } = problem;
  const people = (part: "train" | "test") =>
    Array.from({ length: cases[part] }, (_, i) => `${part}-${i + 1}`);
  return {
    license: "none stated; cite the archive",
    anonymous: true,
    files: "required",
    downloads: [
      {
        url: `https://www.timeseriesclassification.com/aeon-toolkit/${problem.problem}.zip`,
        file: `${problem.problem}.zip`,
      },
    ],
    modalities: watchModalities(sampleRate),
    split: { train: people("train"), test: people("test") },
    options: {},
    async *recordings(files) {
      for (const part of parts) {
        const name = `${problem.problem}_${part.toUpperCase()}.ts`;
        const [file] = expectFiles(files, new RegExp(`(^|/)${name}$`), name, "the folder it is in");
        yield* casesOf(file, part, problem);
      }
    },
  } satisfies Partial<Dataset>;
}

async function* casesOf(
  file: SourceFile,
  part: string,
  { labels, sampleRate }: UeaProblem,
): AsyncIterable<Recording> {
  const { classes, cases } = readSktime(await file.bytes(), file.path);
  const { body, gyro } = watchModalities(sampleRate);
  for (const [i, { channels, label, line }] of cases.entries()) {
    const who = `${file.path}, line ${line}`;
    if (channels.length !== 6)
      throw new UserError(`${who}: expected 6 channels, received ${channels.length}`);
    const id = `${part}-${i + 1}`;
    const toG = 1 / standardGravity;
    const signals = {
      body: { ...body, data: interleaveChannels(who, channels.slice(0, 3), toG) },
      gyro: { ...gyro, data: interleaveChannels(who, channels.slice(3)) },
    };
    yield { id, subject: id, label: placeOf(classes[label]!, labels, file), signals };
  }
}

function placeOf(name: string, labels: readonly string[], { path }: SourceFile): number {
  const place = labels.indexOf(name);
  if (place >= 0) return place;
  throw new UserError(`${path}: unknown class "${name}"`, `known: ${labels.join(", ")}`);
}
