/** @file What is kept of a study: numbers, a text, and a page. */
import { join } from "node:path";
import { writeAtomic, writeJson } from "#core/files";
import { packageVersion } from "#core/package-version";
import type { StudyOrigin } from "#report/study-page";

export interface StudyWriters<Result> {
  markdown(result: Result): string;
  html(result: Result, origin: StudyOrigin): string;
}

/** `<name>.json`, `<name>.md` and `<name>.html` in the folder. */
export async function writeStudy<Result>(
  folder: string,
  name: string,
  result: Result,
  { markdown, html }: StudyWriters<Result>,
  command: string,
): Promise<void> {
  const path = join(folder, name);
  await writeJson(`${path}.json`, result);
  await writeAtomic(`${path}.md`, markdown(result));
  await writeAtomic(`${path}.html`, html(result, { command, version: packageVersion() }));
}
