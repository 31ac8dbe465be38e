/** @file The same network as a clean ONNX file. */
import { encodeModel } from "#graph/protobuf";
import { defineFormat, type Format } from "./format.ts";

export const onnx: Format = defineFormat({
  name: "onnx",
  summary: "ONNX with batch-norm folded, convolutions with height 1 and all shapes stated",
  source: "https://onnx.ai/onnx/repo-docs/IR.html",
  calibrated: false,
  output: "file",
  ending: ".onnx",
  suffix: ".clean",
  async write(source, stem) {
    const graph = await source.graph();
    const content = encodeModel(graph, { valueInfo: true });
    return { files: [{ name: `${stem}.onnx`, content }], facts: { nodes: graph.nodes.length } };
  },
});
