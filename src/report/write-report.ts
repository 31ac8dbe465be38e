/** @file The files that tell of a run: `result.json`, `report.html`, `model-card.md`. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { UserError } from "#core/errors";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { modelCard } from "./markdown.ts";
import { reportHtml } from "./report-html.ts";
import { type RunResult, resultFormat } from "./result.ts";
import { runResult } from "./result-schema.ts";

/** Write all three into the run folder; the path of the page. */
export async function writeReport(folder: string, result: RunResult): Promise<string> {
  const page = join(folder, "report.html");
  await writeJson(join(folder, "result.json"), result);
  await writeAtomic(join(folder, "model-card.md"), modelCard(result));
  await writeAtomic(page, await reportHtml(result));
  return page;
}

/** What {@link writeReport} wrote. Throws a {@link UserError} where there is nothing, of another version, or damaged. */
export async function readResult(folder: string): Promise<RunResult> {
  const path = join(folder, "result.json");
  const result = await readJson<RunResult>(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (result === undefined)
    throw new UserError(
      `${folder} holds no finished run: there is no result.json`,
      (await otherPage(folder)) ??
        "name a run folder such as runs/demo, or finish the run with `wristill run`",
    );
  if (typeof result?.format === "number" && result.format !== resultFormat)
    throw new UserError(
      `${path} was written by another version of wristill (format ${result.format}, this one reads ${resultFormat})`,
      "run again with --fresh",
    );
  return whole(path, result);
}

/** Of a comparison, a study or a search, which have pages of their own. */
async function otherPage(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const page = names.find((name) => name.endsWith(".html"));
  return (
    page &&
    `its page is ${join(folder, page)}; the command that made it writes it again, without training`
  );
}

function whole(path: string, result: unknown): RunResult {
  const read = runResult.safeParse(result);
  if (read.success) return read.data;
  const [{ path: place, message }] = read.error.issues as [z.core.$ZodIssue, ...unknown[]];
  throw new UserError(
    `${path} is damaged${place.length > 0 ? ` at ${place.map(String).join(".")}` : ""}: ${message}`,
    "write it again with `wristill run`, which keeps what was trained",
  );
}
