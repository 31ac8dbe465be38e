/** @file The same network as a clean ONNX file. */
import { inOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import { defineFormat, type Format } from "./format.ts";

export const onnx: Format = defineFormat({
  name: "onnx",
  summary:
    "ONNX with batch-norm folded, convolutions of height 1 or 1-D, all shapes stated, in any operator set",
  source: "https://onnx.ai/onnx/repo-docs/IR.html",
  calibrated: false,
  unpacks: true,
  onnx: true,
  output: "file",
  ending: ".onnx",
  suffix: ".clean",
  async write(source, stem) {
    const { graph: chosen, reason } = await source.inConvForm();
    const graph = inOpset(chosen, source.opset);
    const content = encodeModel(graph, { valueInfo: true });
    const { length: nodes } = graph.nodes;
    const facts = { nodes, "operator set": source.opset, convolutions: reason };
    return { files: [{ name: `${stem}.onnx`, content }], facts };
  },
});
