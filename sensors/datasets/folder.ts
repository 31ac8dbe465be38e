/** @file A person's own recordings: CSV files, one per recording, and a YAML file that says what is in them. */
import { UserError } from "#core/errors";
import { type Dataset, type DatasetFacts, defineDataset } from "#sensors/dataset";
import type { Files, SourceFile } from "#sensors/files";
import {
  descriptionName,
  exampleDescription,
  type FolderDescription,
  parseDescription,
} from "#sensors/folder/description";
import { pathPlace } from "#sensors/folder/places";
import { readLabels, readRecording } from "#sensors/folder/read-recording";
import { unitConversion } from "#sensors/folder/units";

/** Classes and modalities are what `wristill-data.yaml` says. */
export const folder: Dataset = defineDataset({
  name: "folder",
  title: "Your own recordings",
  summary: `a folder of CSV files, one per recording, described by ${descriptionName}`,
  source: "not published",
  license: "yours",
  citation: "Own recordings.",
  files: "required",
  classes: [],
  modalities: {},
  options: {},
  async facts(files) {
    const description = await describe(files);
    return {
      classes: description.classes ?? (await classesOf(files, description)),
      modalities: modalitiesOf(description),
    };
  },
  async *recordings(files, _options, _random, report) {
    const description = await describe(files);
    const classes = description.classes ?? (await classesOf(files, description));
    for (const file of recordingFiles(files, description))
      yield await readRecording(file, description, classes, report);
  },
});

async function describe(files: Files): Promise<FolderDescription> {
  const file = files.list().find(({ path }) => path === descriptionName);
  if (file) return parseDescription(await file.text(), `${files.location}/${descriptionName}`);
  throw new UserError(
    `${files.location}: no ${descriptionName} here`,
    `write one that says what the columns are, for example:\n${exampleDescription}`,
  );
}

function modalitiesOf(description: FolderDescription): DatasetFacts["modalities"] {
  const gaps = description.missing === "keep";
  return Object.fromEntries(
    Object.entries(description.modalities).map(([name, { columns, unit, ...own }]) => {
      const sampleRate = own.sampleRate ?? description.sampleRate;
      const facts = { unit: unitConversion(unit)!.unit, channels: columns, sampleRate };
      return [name, gaps ? { ...facts, gaps } : facts];
    }),
  );
}

function recordingFiles(files: Files, { files: pattern }: FolderDescription) {
  const found = files.list(new RegExp(pattern));
  if (found.length > 0) return found;
  throw new UserError(
    `${files.location}: none of ${files.list().length} files matches ${pattern}`,
    `correct "files" in ${descriptionName}`,
  );
}

async function classesOf(files: Files, description: FolderDescription): Promise<readonly string[]> {
  const labels = async (file: SourceFile) =>
    description.label.column === undefined
      ? [pathPlace(description.label, file.path, "label")]
      : await readLabels(file, description);
  const found = new Set<string>();
  for (const file of recordingFiles(files, description)) {
    for (const label of await labels(file)) found.add(label);
  }
  return [...found].sort();
}
