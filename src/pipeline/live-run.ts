/** @file What a live page is made of: a model, or the folder of a run, which also has people to play. */
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { aboutFile } from "#core/about-file";
import { fileTrouble, UserError } from "#core/errors";
import type { WindowSet } from "#core/signal";
import { withDataInside } from "#graph/with-data-inside";
import type { LiveSiteOptions } from "#live/live-site";
import { createSession } from "#runtime/ort";
import { requireModestFile } from "#runtime/require-modest-file";
import { selectSubjects } from "#sensors/split";
import { streamModel } from "#stream/stream-model";
import { measureFile } from "./exported.ts";
import { loadConfig } from "./load-config.ts";
import { prepareData } from "./prepare-data.ts";
import { knownEntries } from "./registries.ts";
import { inClassesOf } from "./samples/in-classes-of.ts";
import { temperatureOf } from "./temperature.ts";

/** Of a run, the smaller file first: it is the one that is shipped. */
const files = ["model.quantized.onnx", "model.pruned.onnx", "model.onnx"];

const configFile = "config.resolved.yaml";

/** @param data A configuration or the folder of a run; default: the run that `place` is. */
export async function liveRun(place: string, data: string | undefined): Promise<LiveSiteOptions> {
  const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
  const file = isFolder ? await modelIn(place) : place;
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UserError(
      `${file} cannot be read: ${fileTrouble(error)}`,
      "name an ONNX file or the folder of a finished run",
    );
  });
  const model = await withDataInside(bytes, file);
  await aboutFile(file, () => requireModestFile(model, createSession));
  const people = data ?? ((await hasData(place)) ? place : undefined);
  return {
    title: isFolder ? `${basename(resolve(place))}, ${basename(file)}` : basename(file),
    model,
    ...(people !== undefined && (await peopleOf(people, model))),
  };
}

/** A run says whose movements it learnt; a search, whose model may come from any of its students, does not. */
async function hasData(place: string): Promise<boolean> {
  return (await stat(join(place, configFile)).catch(() => undefined)) !== undefined;
}

async function modelIn(folder: string): Promise<string> {
  for (const name of files) {
    const file = join(folder, name);
    if (await stat(file).catch(() => undefined)) return file;
  }
  throw new UserError(
    `${folder} holds no model: none of ${files.join(", ")}`,
    "finish the run with `wristill run`, or name an ONNX file",
  );
}

/** Who trained, and of those who test the person whom the model knows worst: there is most to learn. */
async function peopleOf(
  place: string,
  model: Uint8Array,
): Promise<Pick<LiveSiteOptions, "windows" | "temperature">> {
  const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
  const file = isFolder ? join(place, configFile) : place;
  const { raw } = await prepareData(await loadConfig(file, knownEntries));
  const { labels } = streamModel(model);
  const [train, test] = [inClassesOf(raw.train, labels), inClassesOf(raw.test, labels)];
  const validation = raw.validation && inClassesOf(raw.validation, labels);
  const { predictions } = await measureFile("the model", model, test);
  return {
    temperature: validation && (await temperatureOf("the model", model, validation)),
    windows: { test: selectSubjects(test, [leastKnown(test, predictions)]), train },
  };
}

/** The person with the smallest share of windows that are named right. */
export function leastKnown(
  { subjects, labels }: Pick<WindowSet, "subjects" | "labels">,
  predictions: ArrayLike<number>,
): string {
  const names = [...new Set(subjects)];
  const right = names.map((name) => {
    const own = subjects.flatMap((each, i) => (each === name ? [i] : []));
    return own.filter((i) => predictions[i] === labels[i]).length / own.length;
  });
  return names[right.indexOf(Math.min(...right))]!;
}
