/** @file One ONNX file → another format, on disk. */
import { basename, dirname, join } from "node:path";
import { batchesOf, sampleModel } from "#benchmarks/samples";
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import { lookup, type Registry } from "#core/registry";
import { convNamed } from "#export/conv-form";
import * as formats from "#export/formats/entries";
import type { Format, FormatFacts, FormatSource } from "#export/formats/format";
import { openSource } from "#export/formats/open-source";
import { agreement } from "#export/integer/agreement";
import { packedWeights } from "#export/packed-weights";
import { targetNamed } from "#export/quantize/targets";
import { requireWritable } from "#export/writable-opset";
import { decodeModel } from "#graph/protobuf";
import { createSession } from "#runtime/ort";
import { withEnding, withoutEnding, withoutOnnx } from "./named-file.ts";
import { loadSamples } from "./samples/load-samples.ts";

export interface ExportFileOptions {
  /** Name of a format. */
  readonly to: string;
  /** File or folder to write; default: beside the model. */
  readonly out?: string | undefined;
  /** Where calibration windows lie: see {@link loadSamples}. */
  readonly calibrate?: string | undefined;
  /** Most windows to calibrate with. */
  readonly windows: number;
  /** ONNX operator set to write. Default: the model's own. */
  readonly opset?: number | undefined;
  /** The form of its convolutions: "1d", "2d", or "auto" to measure. Default: "2d", with a target "auto". */
  readonly conv?: string | undefined;
  /** Name of what they should be fast on. */
  readonly target?: string | undefined;
}

export interface ExportedFile {
  readonly format: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly facts: FormatFacts;
}

/** @param path Where the model came from, for the name of what is written. */
export async function exportFile(
  model: Uint8Array,
  path: string,
  options: ExportFileOptions,
): Promise<ExportedFile> {
  const format = lookup<Format>("format", formats as Registry<Format>, options.to);
  requireOnnx(format, options);
  const place = placeOf(format, path, options.out);
  const calibration = await windowsFor(format, { model, path }, options);
  const { opset } = options;
  const forms = await convOptions(options);
  const source = await aboutFile(path, () =>
    openSource(model, { name: path, createSession, calibration, opset, ...forms }),
  );
  const { files, facts } = await format.write(source, place.stem);
  const written: { path: string; bytes: number }[] = [];
  for (const { name, content } of files) {
    const target = join(place.folder, spelled(name, place.file));
    await writeAtomic(target, content);
    written.push({ path: target, bytes: Buffer.byteLength(content) });
  }
  const kept = calibration ? await keptClasses(source, calibration) : {};
  return {
    format: format.name,
    files: written,
    facts: { ...facts, ...unpacked(format, source), ...kept },
  };
}

/** That the file grew, and why. */
function unpacked({ unpacks }: Format, { file }: FormatSource): FormatFacts {
  const dtype = unpacks ? packedWeights(file) : undefined;
  return dtype ? { weights: `unpacked to float32; the model keeps them as ${dtype}` } : {};
}

function requireOnnx({ onnx }: Format, { to, opset, conv, target }: ExportFileOptions): void {
  const [flag] = Object.entries({ opset, conv, target }).find(([, it]) => it !== undefined) ?? [];
  if (flag !== undefined && !onnx) {
    const what = flag === "opset" ? "ONNX operator set" : "choice of convolutions";
    throw new UserError(`--to ${to} has no ${what}`, `leave --${flag} out, or write --to onnx`);
  }
  if (opset !== undefined) requireWritable(opset);
}

async function convOptions({ conv, target }: ExportFileOptions) {
  const { runtimes } = targetNamed(target ?? "auto");
  const choice = convNamed(conv ?? (target === undefined ? "2d" : "auto"));
  if (choice !== "auto") return { conv: choice };
  return { conv: choice, runtimes: await Promise.all(runtimes.map((load) => load())) };
}

async function windowsFor(
  { calibrated }: Format,
  { model, path }: { readonly model: Uint8Array; readonly path: string },
  { calibrate, windows, to }: ExportFileOptions,
) {
  if (calibrate === undefined) return undefined;
  if (!calibrated) {
    throw new UserError(
      `--to ${to} holds real numbers, and nothing is calibrated`,
      "leave --calibrate out, or write a format of integers (`wristill list formats`)",
    );
  }
  const described = await aboutFile(path, () => sampleModel(decodeModel(model)));
  const { calibration } = await loadSamples(calibrate, described);
  return batchesOf(calibration, described, windows);
}

async function keptClasses(source: FormatSource, calibration: Parameters<typeof agreement>[2]) {
  const network = await source.integers();
  const { windows, same, change } = await agreement(
    network,
    source.file,
    calibration,
    createSession,
  );
  return {
    ...(same === undefined ? {} : { "same class": `${same} of ${windows} windows` }),
    "outputs change by": `${(100 * change).toFixed(1)} %`,
  };
}

/** A folder, and the name in it without an ending. */
function placeOf(
  { output, name, ending, suffix = "" }: Format,
  model: string,
  out: string | undefined,
) {
  const stem = basename(withoutOnnx(model));
  if (output === "folder") return { folder: out ?? join(dirname(model), `${stem}.${name}`), stem };
  if (out === undefined) return { folder: dirname(model), stem: `${stem}${suffix}` };
  const file = withEnding(out, ending);
  const own = basename(withoutEnding(file, ending));
  return { folder: dirname(file), stem: own, file: basename(file) };
}

/** As the person spelled it, ".ONNX" too. */
function spelled(name: string, file = name): string {
  return name.toLowerCase() === file.toLowerCase() ? file : name;
}
