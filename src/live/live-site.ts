/** @file A model → the files of its live page: they need no server but one that hands them out. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import { pack } from "#core/pack";
import { packageFile } from "#core/package-file";
import type { WindowSet } from "#core/signal";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { chainOf, rowFormat } from "#stream/row-format";
import { type StreamModel, streamModel } from "#stream/stream-model";
import { moduleFiles } from "#web/module-files";
import { madeUp, type WebFile } from "#web/web-file";
import { tapFeatures } from "./feature-tap.ts";
import { recordHead } from "./head-step.ts";
import type { LiveFacts, OtherWindows } from "./live-facts.ts";
import { motionColumns } from "./motion-columns.ts";
import { livePage } from "./page-html.ts";
import { recordingOf } from "./recording.ts";

export interface LiveSiteOptions {
  /** What the page calls the model. */
  readonly title: string;
  /** An ONNX file that says what it reads. */
  readonly model: Uint8Array;
  /** Of the softmax; default: the model's, or 1. */
  readonly temperature?: number | undefined;
  /** Labelled windows in physical units: of people to play, and of others to stay right about. */
  readonly windows?: { readonly test: WindowSet; readonly train: WindowSet } | undefined;
}

/** Windows of other people that a page keeps. */
const mostOthers = 96;

/** By path; "" is the page. The service worker among them keeps all of it for when there is no network. */
export async function liveSite(
  options: LiveSiteOptions,
): Promise<Readonly<Record<string, WebFile>>> {
  const { model, facts } = await prepared(options);
  const modules = await moduleFiles(["dist/src/live/page/main.js"]);
  const found: Record<string, WebFile> = {
    ...withoutGraphics(modules.files),
    "": madeUp("index.html", livePage({ title: options.title, main: modules.entries[0]! })),
    "model.onnx": madeUp("model.onnx", model),
    "live.json": madeUp("live.json", pack(facts)),
  };
  return { ...found, "service-worker.js": await serviceWorker(found) };
}

/** What onnxruntime has for graphics processors is as large as all else, and never fetched here. */
function withoutGraphics(files: Readonly<Record<string, WebFile>>) {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes(".asyncify.")));
}

async function prepared({ title, model: bytes, windows, ...given }: LiveSiteOptions) {
  const { described, graph, features } = await aboutFile(title, () => looked(bytes));
  const temperature = given.temperature ?? described.temperature ?? 1;
  const names = Object.keys(described.inputs);
  const facts: LiveFacts = {
    ...{ title, bytes: bytes.length, model: unprocessed(described), sensor: described },
    ...{ features, temperature },
    key: createHash("sha256").update(bytes).digest("hex").slice(0, 16),
    head: await recordHead(features.width, described.labels.length),
    ...sensorFor(described),
    recording: (windows && recordingOf(windows.test, { inputs: names })) ?? null,
    others: windows ? othersOf(windows.train, described) : null,
  };
  return { model: encodeModel(graph, { valueInfo: true }), facts };
}

function looked(bytes: Uint8Array) {
  const graph = decodeModel(bytes);
  return { described: streamModel(bytes), graph, features: tapFeatures(graph) };
}

/** A sensor's rows become what windows are cut from by the model's own steps, where none of them looks ahead. */
function sensorFor({ inputs }: StreamModel): Pick<LiveFacts, "motion" | "whyNoSensor"> {
  try {
    for (const [name, input] of Object.entries(inputs)) chainOf(name, input);
  } catch (error) {
    if (error instanceof UserError) return { motion: null, whyNoSensor: error.message };
    throw error;
  }
  const motion = motionColumns(mapValues(inputs, rowFormat));
  if (motion) return { motion, whyNoSensor: "" };
  return { motion: null, whyNoSensor: "the model reads what no phone or watch has on itself" };
}

/** Windows that are played were processed already. */
function unprocessed({ labels, inputs }: StreamModel): StreamModel {
  return { labels, inputs: mapValues(inputs, ({ processing: _, ...input }) => input) };
}

/** Spread evenly over the set. */
function othersOf({ size, signals, labels }: WindowSet, { inputs }: StreamModel): OtherWindows {
  const count = Math.min(mostOthers, size);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
  const picked = Object.keys(inputs).map((modality) => {
    const { data, length, channels } = signals[modality]!;
    const width = length * channels.length;
    const own = new Float32Array(count * width);
    for (const [i, row] of rows.entries())
      own.set(data.subarray(row * width, (row + 1) * width), i * width);
    return [modality, own] as const;
  });
  return {
    count,
    signals: Object.fromEntries(picked),
    labels: Int32Array.from(rows, (row) => labels[row]!),
  };
}

/** The built worker as a classic script, behind the list of what it keeps and a name that changes with it. */
async function serviceWorker(files: Readonly<Record<string, WebFile>>): Promise<WebFile> {
  const hash = createHash("sha256");
  for (const [path, file] of Object.entries(files)) hash.update(path).update(await file.read());
  const kept = JSON.stringify({
    version: hash.digest("hex").slice(0, 16),
    paths: Object.keys(files),
  });
  const built = await readFile(packageFile("dist/src/live/page/service-worker.js"), "utf8");
  return madeUp(
    "service-worker.js",
    `self.kept = ${kept};\n${built.replace(/^export \{\};$/m, "")}`,
  );
}
