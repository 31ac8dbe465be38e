/** @file Which operators a runtime must have: for onnxruntime builds that leave the others out. */
import { requiredOperators } from "#export/required-operators";
import { defineFormat, type Format } from "./format.ts";

export const ops: Format = defineFormat({
  name: "ops",
  summary: "operators that an onnxruntime build for this model needs (--include_ops_by_config)",
  source: "https://onnxruntime.ai/docs/reference/operators/reduced-operator-config-file.html",
  calibrated: false,
  output: "file",
  ending: ".config",
  async write({ file }, stem) {
    const lines = requiredOperators(file);
    const content = `# ${file.name}\n${lines.join("\n")}\n`;
    return {
      files: [{ name: `${stem}.config`, content }],
      facts: { operators: lines.join(" ").split(",").length },
    };
  },
});
