/** @file TensorFlow.js: a LayersModel. */
import { defineFormat, type Format } from "./format.ts";
import { writeLayers } from "./tfjs/layers/write-layers.ts";
import { modelFiles } from "./tfjs/model-files.ts";

export const tfjsLayers: Format = defineFormat({
  name: "tfjs-layers",
  summary: "TensorFlow.js LayersModel in float32, which can be trained on (tf.loadLayersModel)",
  source: "https://www.tensorflow.org/js/guide/save_load",
  calibrated: false,
  unpacks: true,
  output: "folder",
  ending: ".json",
  async write(source) {
    const model = writeLayers(await source.program());
    return { files: modelFiles(model), facts: { layers: model.layers } };
  },
});
