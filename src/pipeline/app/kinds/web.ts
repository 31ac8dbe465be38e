import { defineApp } from "#src/pipeline/app/kind";

export const web = defineApp({
  name: "web",
  source: "W3C, Device Orientation and Motion; onnxruntime-web",
  summary: "a page: the phone's own sensors, onnxruntime-web",
  templates: ["javascript", "web"],
  processing: "library",
  assets: "",
});
