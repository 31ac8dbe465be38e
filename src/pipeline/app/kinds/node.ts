import { defineApp } from "#src/pipeline/app/kind";

export const node = defineApp({
  name: "node",
  source: "onnxruntime-node",
  summary: "a program: rows on standard input, onnxruntime-node",
  templates: ["javascript", "node"],
  processing: "library",
  assets: "",
});
