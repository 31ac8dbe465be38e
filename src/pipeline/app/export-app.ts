/** @file One ONNX file → a folder to start an app from: model, manifest, golden vectors, code. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import { lookup, type Registry } from "#core/registry";
import { readDescription } from "#export/described-inputs";
import { howToDescribe, type ModelMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import { createSession } from "#runtime/ort";
import { requireModestFile } from "#runtime/require-modest-file";
import type { ExportedFile } from "#src/pipeline/export-file";
import { withoutOnnx } from "#src/pipeline/named-file";
import { kernelRows } from "./app-processing.ts";
import { appSamples, fitTemperature } from "./app-samples.ts";
import { goldenVectors, someWindows } from "./golden-vectors.ts";
import type { AppKind } from "./kind.ts";
import * as kinds from "./kinds/entries.ts";
import { libraryFiles } from "./library-files.ts";
import { type AppSettings, makeManifest } from "./make-manifest.ts";
import type { AppManifest } from "./manifest.ts";
import { templateFiles } from "./template-files.ts";

export interface ExportAppOptions extends AppSettings {
  /** Name of a kind. */
  readonly app: string;
  /** Folder to write. Default: beside the model. */
  readonly out?: string | undefined;
  /** Where windows lie, for golden vectors and, with labels, the temperature: see {@link appSamples}. */
  readonly calibrate?: string | undefined;
}

/** What JavaScript runs on rows of processed models. */
const rowModule = "dist/sensors/row-chain.js";

const madeUp = "made up from a seed: waves, not movements";

/**
 * Code that lies there already is a person's own and stays; model, manifest and vectors are written anew.
 * @param path Where the model came from, for the name of the folder.
 */
export async function exportApp(
  bytes: Uint8Array,
  path: string,
  options: ExportAppOptions,
): Promise<ExportedFile> {
  const { app, out } = options;
  const kind = lookup<AppKind>("app", kinds as Registry<AppKind>, app);
  const folder = out ?? `${withoutOnnx(path)}.${kind.name}`;
  const metadata = await aboutFile(path, () => metadataOf(bytes, path));
  await aboutFile(path, () => requireModestFile(bytes, createSession));
  const { contents, facts } = await assetsOf({ bytes, path }, metadata, kind, options);
  const written: { path: string; bytes: number }[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    const target = join(folder, name);
    await writeAtomic(target, content);
    written.push({ path: target, bytes: Buffer.byteLength(content) });
  };
  let kept = 0;
  const renewed = kind.processing === "library" ? await libraryFiles(rowModule) : {};
  for (const [name, content] of Object.entries(await templateFiles(kind.templates))) {
    if (await stat(join(folder, name)).catch(() => undefined)) kept++;
    else await write(name, content);
  }
  for (const [name, content] of Object.entries(renewed))
    await write(join("processing", name), content);
  for (const [name, content] of Object.entries(contents))
    await write(join(kind.assets, name), content);
  const yours = kept === 0 ? {} : { kept: `${kept} files of code that were there already` };
  const next = { next: `${join(folder, "README.md")} says how to start it` };
  return { format: kind.name, files: written, facts: { ...facts, ...yours, ...next } };
}

/** What is the model's, whatever the app; the manifest comes last, for it names the model. */
async function assetsOf(
  { bytes, path }: { readonly bytes: Uint8Array; readonly path: string },
  metadata: ModelMetadata,
  kind: AppKind,
  { calibrate: place, ...settings }: ExportAppOptions,
) {
  const session = await createSession(bytes, { name: path });
  const samples = place === undefined ? undefined : await appSamples(place, session, metadata);
  const fitted = samples && (await fitTemperature(session, samples));
  const made = makeManifest(bytes, metadata, settings, fitted ?? metadata.temperature ?? 1);
  const manifest = kind.processing === "own" ? withKernel(kind, made) : made;
  const windows = samples && someWindows(samples.trial, manifest);
  const source = place === undefined ? madeUp : basename(place);
  const vectors = await goldenVectors(windows, source, {
    ...{ manifest, model: metadata, session, settings },
  });
  await session.release();
  const facts = {
    temperature:
      fitted === undefined
        ? saidTemperature(metadata)
        : `${fitted.toFixed(2)}, fitted to ${samples!.validation!.count} labelled windows`,
    vectors: `${vectors.windows.length} windows, ${source}`,
    ...(manifest.processing && { processing: saidProcessing(metadata) }),
  };
  const contents = {
    "model.onnx": bytes,
    "vectors.json": `${JSON.stringify(vectors)}\n`,
    "manifest.json": `${JSON.stringify(manifest, null, 2)}\n`,
  };
  return { contents, facts };
}

function saidTemperature({ temperature }: ModelMetadata): string {
  if (temperature !== undefined) return `${temperature.toFixed(2)}, as the model says`;
  return "1, not calibrated: --calibrate with labels of people who did not train fits it";
}

function saidProcessing({ inputs }: ModelMetadata): string {
  const steps = Object.entries(inputs).flatMap(([input, { processing = [] }]) =>
    processing.length === 0 ? [] : [`${input}: ${processing.map(({ name }) => name).join(", ")}`],
  );
  return `${steps.join("; ")}; done on the device, row by row`;
}

/** With the numbers that code of its own changes the rate by. */
function withKernel({ name }: AppKind, manifest: AppManifest): AppManifest {
  const { processing, sampleRate } = manifest;
  if (!processing || processing.ratio.up === processing.ratio.down) return manifest;
  const kernel = kernelRows(processing.ratio);
  if (kernel) return { ...manifest, processing: { ...processing, kernel } };
  const others = Object.values(kinds as Registry<AppKind>).filter(
    (kind) => kind.processing === "library",
  );
  throw new UserError(
    `export --app ${name}: signals were processed at ${processing.sampleRate} Hz and windows have ${sampleRate} Hz, which have no small common ratio`,
    `train on windows of ${processing.sampleRate} Hz (their \`steps\`: seconds × ${processing.sampleRate}); or take --app ${others.map((each) => each.name).join(" or ")}`,
  );
}

function metadataOf(bytes: Uint8Array, path: string): ModelMetadata {
  const metadata = readDescription(decodeModel(bytes));
  if (metadata) return metadata;
  throw new UserError(
    `${path} does not say what its inputs and classes are`,
    `${howToDescribe}; --describe goes with --app, too`,
  );
}
