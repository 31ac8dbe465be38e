/** @file TensorFlow.js: a GraphModel. */
import { defineFormat, type Format } from "./format.ts";
import { writeGraph } from "./tfjs/graph/write-graph.ts";
import { modelFiles } from "./tfjs/model-files.ts";

export const tfjsGraph: Format = defineFormat({
  name: "tfjs-graph",
  summary: "TensorFlow.js GraphModel in float32, for any number of windows (tf.loadGraphModel)",
  source: "https://www.tensorflow.org/js/guide/save_load",
  calibrated: false,
  unpacks: true,
  output: "folder",
  ending: ".json",
  async write(source) {
    const model = writeGraph(await source.program());
    return { files: modelFiles(model), facts: { nodes: model.nodes } };
  },
});
