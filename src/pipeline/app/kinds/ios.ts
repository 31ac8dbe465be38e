import { defineApp } from "#src/pipeline/app/kind";

export const ios = defineApp({
  name: "ios",
  source: "Core Motion; onnxruntime-swift-package-manager",
  summary: "a Swift package: Core Motion, onnxruntime for iOS",
  templates: ["ios"],
  processing: "own",
  assets: "Sources/ActivityRecognition/Resources",
});
