import { defineApp } from "#src/pipeline/app/kind";

export const reactNative = defineApp({
  name: "react-native",
  source: "Expo sensors; onnxruntime-react-native",
  summary: "a screen in TypeScript: Expo's sensors, onnxruntime-react-native",
  templates: ["javascript", "react-native"],
  processing: "library",
  assets: "",
});
