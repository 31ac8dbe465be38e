/** @file A bench report as files, each in the form that its ending names. */
import { extname } from "node:path";
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import { benchCsv } from "./bench-csv.ts";
import { benchHtml } from "./bench-html.ts";
import { benchMarkdown } from "./bench-markdown.ts";

type Form = (report: BenchReport) => string | Promise<string>;

const forms: Readonly<Record<string, Form>> = {
  ".csv": benchCsv,
  ".html": benchHtml,
  ".json": (report) => `${JSON.stringify(report, null, 2)}\n`,
  ".md": benchMarkdown,
};

/** Throws where a file's ending names no form: before anything is measured. */
export function checkBenchFiles(paths: readonly string[]): void {
  const wrong = paths.find((path) => !Object.hasOwn(forms, extname(path)));
  if (wrong === undefined) return;
  throw new UserError(
    `--out ${wrong}: no form of a report`,
    `known: ${Object.keys(forms).join(", ")}`,
  );
}

export async function writeBench(report: BenchReport, paths: readonly string[]): Promise<void> {
  for (const path of paths) await writeAtomic(path, await forms[extname(path)]!(report));
}
