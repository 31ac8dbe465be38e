import { defineApp } from "#src/pipeline/app/kind";

export const android = defineApp({
  name: "android",
  source: "android.hardware.SensorManager; onnxruntime-android",
  summary: "Kotlin: SensorManager, onnxruntime-android; phones and Wear OS",
  templates: ["android"],
  processing: "own",
  assets: "app/src/main/assets",
});
