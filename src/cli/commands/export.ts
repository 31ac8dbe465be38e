/** @file `wristill export`: an ONNX file as what another runtime reads. */
import { defineCommand } from "citty";
import { modelAt } from "#src/cli/model-at";
import type { Terminal } from "#src/cli/terminal";
import { wholeNumber } from "#src/cli/whole-number";

export const exportModel = defineCommand({
  meta: { name: "export", description: "Write an ONNX model for another runtime, or as C" },
  args: {
    model: { type: "positional", required: true, description: "ONNX file with float weights" },
    to: {
      type: "string",
      required: true,
      description: "format (`wristill list formats`)",
      valueHint: "format",
    },
    calibrate: {
      type: "string",
      description:
        "windows for integer formats: .npy, .npz, folder of CSV windows, or configuration",
      valueHint: "data",
    },
    windows: {
      type: "string",
      default: "512",
      description: "windows to calibrate with",
      valueHint: "n",
    },
    out: {
      type: "string",
      description: "file or folder to write; default: beside the model",
      valueHint: "path",
    },
    json: { type: "boolean", description: "what was written as JSON on stdout" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const { exportFile } = await import("#src/pipeline/export-file");
    const { exportReport } = await import("#src/cli/export-report");
    const { to, out, calibrate } = args;
    const windows = wholeNumber("--windows", args.windows, 1);
    const written = await exportFile(await modelAt(args.model), args.model, {
      to,
      out,
      calibrate,
      windows,
    });
    stdout.write(args.json ? `${JSON.stringify(written)}\n` : `${exportReport(written)}\n`);
  },
});
