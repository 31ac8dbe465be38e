/** @file TensorFlow Lite in float32. */
import { defineFormat, type Format } from "./format.ts";
import { writeTflite } from "./tflite/write-tflite.ts";

export const tflite: Format = defineFormat({
  name: "tflite",
  summary: "TensorFlow Lite (LiteRT) in float32, one window at a time",
  source: "https://ai.google.dev/edge/litert",
  calibrated: false,
  unpacks: true,
  output: "file",
  ending: ".tflite",
  async write(source, stem) {
    const { bytes, operators } = writeTflite(await source.program());
    return { files: [{ name: `${stem}.tflite`, content: bytes }], facts: { operators } };
  },
});
