/** @file TensorFlow Lite in int8. */
import { defineFormat, type Format } from "./format.ts";
import { writeTflite } from "./tflite/write-tflite.ts";

export const tfliteInt8: Format = defineFormat({
  name: "tflite-int8",
  summary: "TensorFlow Lite (LiteRT) in int8 between a float32 window and float32 answers",
  source:
    "Jacob et al. 2018, arXiv:1712.05877; https://ai.google.dev/edge/litert/models/quantization_spec",
  calibrated: true,
  output: "file",
  ending: ".tflite",
  suffix: ".int8",
  async write(source, stem) {
    const network = await source.integers();
    const { bytes, operators, conversions } = writeTflite(network.program, network);
    return {
      files: [{ name: `${stem}.tflite`, content: bytes }],
      facts: { operators, "from or to float32": conversions },
    };
  },
});
