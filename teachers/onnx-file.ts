/** @file Any ONNX file as a teacher. */
import { aboutFile } from "#core/about-file";
import { defineTrained, type TrainedEntry } from "#core/network";
import { convertOpset } from "#graph/opset/convert-opset";
import { workingOpset } from "#graph/opset/working-opset";
import { withDataInside } from "#graph/with-data-inside";
import { openModelFile } from "#runtime/open-model-file";
import { createSession } from "#runtime/ort";
import { type FileOptions, fileDefaults } from "./files/file-options.ts";
import { networkOfGraph } from "./files/network-of-graph.ts";
import { readTeacher } from "./files/read-teacher.ts";

export type OnnxFileOptions = FileOptions;

/** Operator sets 13 to 28 as far as 17 can say it, weights inside or in files beside, float32 inputs, a batch dimension that is not fixed. */
export const onnxFile: TrainedEntry<OnnxFileOptions> = defineTrained({
  name: "onnx-file",
  summary: "a trained network from an ONNX file, as PyTorch and others export it",
  source: "wristill",
  modalities: "any",
  options: fileDefaults,
  paths: ["path"],
  async open(task, options) {
    const { path } = options;
    const bytes = await withDataInside(await readTeacher("onnx-file", path), path);
    const graph = await aboutFile(path, () => openModelFile(bytes, createSession));
    convertOpset(graph, workingOpset, path);
    return networkOfGraph(graph, task, options);
  },
});
