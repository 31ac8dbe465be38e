/** @file The same network as a clean ONNX file. */
import { inOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import { defineFormat, type Format } from "./format.ts";

export const onnx: Format = defineFormat({
  name: "onnx",
  summary:
    "ONNX with batch-norm folded, convolutions with height 1, all shapes stated, in any operator set",
  source: "https://onnx.ai/onnx/repo-docs/IR.html",
  calibrated: false,
  opset: true,
  output: "file",
  ending: ".onnx",
  suffix: ".clean",
  async write(source, stem) {
    const graph = inOpset(await source.graph(), source.opset);
    const content = encodeModel(graph, { valueInfo: true });
    const facts = { nodes: graph.nodes.length, "operator set": source.opset };
    return { files: [{ name: `${stem}.onnx`, content }], facts };
  },
});
