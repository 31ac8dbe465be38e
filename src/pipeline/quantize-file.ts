/** @file One ONNX file → its quantized form, with what a person wants to know of it. */

import { batchesOf, sampleModel } from "#benchmarks/samples";
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import { convNamed } from "#export/conv-form";
import type { Budget } from "#export/quantize/judge";
import { openModel } from "#export/quantize/open-model";
import {
  type QuantizedModel,
  type QuantizeOptions,
  quantizeModel,
} from "#export/quantize/quantize-model";
import { requireWithin } from "#export/quantize/require-within";
import { type TargetName, targetNamed } from "#export/quantize/targets";
import { requireWritable } from "#export/writable-opset";
import { opsetOf } from "#graph/opset/convert-opset";
import { decodeModel } from "#graph/protobuf";
import { createSession } from "#runtime/ort";
import { loadSamples } from "./samples/load-samples.ts";

/** As typed; names are checked. */
export interface QuantizeFileOptions
  extends Pick<QuantizeOptions, "scheme" | "ranges" | "corrections"> {
  /** Where the model came from. */
  readonly path: string;
  readonly target: string;
  readonly prefer: string;
  readonly conv: string;
  /** Most windows to calibrate with. */
  readonly windows: number;
  readonly budget?: Budget;
  /** ONNX operator set of the file. Default: the model's own. */
  readonly opset?: number | undefined;
}

/** The report: everything but the graph and the file. */
export type QuantizeReport = Omit<QuantizedModel, "bytes" | "graph"> & {
  readonly bytes: { readonly before: number; readonly after: number };
};

export interface QuantizedFile extends QuantizedModel {
  readonly report: QuantizeReport;
}

/** @param place Where calibration windows lie: see {@link loadSamples}. */
export async function quantizeFile(
  model: Uint8Array,
  place: string,
  options: QuantizeFileOptions,
): Promise<QuantizedFile> {
  const { name: target } = targetNamed(options.target);
  const { path, windows, ...given } = options;
  const own = await aboutFile(path, () => opsetOf(decodeModel(model)));
  const { opset = own } = options;
  if (options.opset !== undefined) requireWritable(opset);
  const { graph, described } = await aboutFile(path, () => opened(model));
  const { calibration, validation = calibration } = await loadSamples(place, described);
  if (options.budget?.accuracyLoss !== undefined && !validation.labels) {
    throw new UserError(
      `${place} has no labels, so a loss of accuracy cannot be measured`,
      "add labels to the .npz or class folders, or limit the change of outputs with --max-error",
    );
  }
  const result = await quantizeModel(graph, {
    ...given,
    opset,
    target: target as TargetName,
    prefer: preferred(options.prefer),
    measureFloat: true,
    conv: convNamed(options.conv),
    calibration: batchesOf(calibration, described, windows),
    trial: {
      feeds: batchesOf(validation, described),
      labels: validation.labels,
      windows: validation.count,
    },
    createSession,
  });
  if (options.budget?.accuracyLoss !== undefined && !result.change.accuracy) {
    throw new UserError(
      "this model's answer is not a score for each class, so a loss of accuracy cannot be measured",
      "limit the change of outputs with --max-error",
    );
  }
  requireWithin(result, options.budget);
  const { bytes, graph: _, ...told } = result;
  return { ...result, report: { ...told, bytes: { before: model.length, after: bytes.length } } };
}

async function opened(model: Uint8Array) {
  const graph = await openModel(model, createSession);
  return { graph, described: sampleModel(graph) };
}

function preferred(name: string): "speed" | "size" {
  if (name === "speed" || name === "size") return name;
  throw new UserError(`--prefer: expected speed or size; got "${name}"`);
}
