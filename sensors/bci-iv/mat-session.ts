/** @file Sessions in the form of the BNCI Horizon 2020 archive: a MAT file whose `data` has a structure for each run. */
import type { RecordingEvent } from "#core/signal";
import type { SourceFile } from "#sensors/files";
import { readMat } from "#sensors/formats/mat";
import { type MatFile, matValue } from "#sensors/formats/mat-values";
import { type Competition, type Run, type Session, sampleRate } from "./competition.ts";

/** `data` is a row of cells with `X` [sample × channel] in µV, `trial` (1-based starts), `y` (1, 2, …) and `artifacts`. */
export async function readMatSessions(
  file: SourceFile,
  competition: Competition,
): Promise<readonly Session[]> {
  const mat = await readMat(await file.bytes(), file.path);
  if (!mat.variables.has("data")) return []; // true labels of the GDF form have the same name
  const part = competition.mat.exec(file.path)![2]!;
  const { cells } = matValue(mat, ["data"], "cells");
  const sessions = new Map<string, Run[]>();
  for (const place of cells.keys()) {
    const run = readRun(mat, place, competition);
    const session = competition.session(part, place);
    if (run.events.length === 0) continue; // eyes open, eyes closed, eye movements
    if (!sessions.get(session)?.push(run)) sessions.set(session, [run]);
  }
  return [...sessions].map(([session, runs]) => ({ session, runs }));
}

function readRun(mat: MatFile, place: number, { cue, imagery }: Competition): Run {
  const numbers = (field: string) => matValue(mat, ["data", place, field], "numbers");
  const { data, dimensions } = numbers("X");
  const [steps = 0, channels = 0] = dimensions;
  const series = Array.from({ length: channels }, (_, c) =>
    Float32Array.from(data.subarray(c * steps, (c + 1) * steps)),
  );
  const [labels, artifacts] = [numbers("y").data, numbers("artifacts").data];
  const events = Array.from(numbers("trial").data, (start, i): RecordingEvent => {
    const onset = (start - 1) / sampleRate + cue;
    const [label, rejected] = [labels[i]! - 1, artifacts[i] === 1];
    return {
      onset,
      duration: imagery,
      label,
      name: String(label + 769),
      ...(rejected && { rejected }),
    };
  });
  return { series, events };
}
