/** @file `wristill export`: an ONNX file as what another runtime reads. */
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { oldestConverted } from "#graph/opset/working-opset";
import { runnableOpset } from "#runtime/runnable-opset";
import { modelAt } from "#src/cli/model-at";
import type { Terminal } from "#src/cli/terminal";
import { wholeNumber } from "#src/cli/whole-number";
import type { ExportedFile } from "#src/pipeline/export-file";

export const exportModel = defineCommand({
  meta: { name: "export", description: "Write an ONNX model for another runtime, or as C" },
  args: {
    model: { type: "positional", required: true, description: "ONNX file with float weights" },
    to: {
      type: "string",
      description: "format (`wristill list formats`)",
      valueHint: "format",
    },
    app: {
      type: "string",
      description: "or a folder to start an app from (`wristill list apps`)",
      valueHint: "kind",
    },
    describe: {
      type: "string",
      description:
        "YAML file that says what a model from elsewhere reads: classes, rate, channels, units",
      valueHint: "file",
    },
    calibrate: {
      type: "string",
      description:
        "windows for integer formats, or to check an app and calibrate its confidence: .npy, .npz, folder of CSV windows, configuration or run folder",
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
    opset: {
      type: "string",
      description: `onnx: operator set to write, ${oldestConverted} to ${runnableOpset}; default: the model's own`,
      valueHint: "n",
    },
    conv: {
      type: "string",
      description: "onnx: convolutions 1d, 2d (of height 1), auto; default: 2d, with --target auto",
      valueHint: "form",
    },
    target: {
      type: "string",
      description: "onnx: what convolutions are measured on (`wristill list targets`)",
    },
    hop: { type: "string", description: "app: s from one window to the next", valueHint: "s" },
    smoothing: {
      type: "string",
      default: "hmm",
      description: "app: hmm(dwell=10), majority(windows=5), none",
      valueHint: "name",
    },
    threshold: {
      type: "string",
      default: "0.5",
      description: "app: least confidence of a label; below it: unknown",
      valueHint: "share",
    },
    json: { type: "boolean", description: "what was written as JSON on stdout" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const { exportReport } = await import("#src/cli/export-report");
    const written = await (args.app === undefined ? asFormat(args) : asApp(args, args.app));
    stdout.write(args.json ? `${JSON.stringify(written)}\n` : `${exportReport(written)}\n`);
  },
});

interface Given {
  readonly model: string;
  readonly to?: string | undefined;
  readonly describe?: string | undefined;
  readonly calibrate?: string | undefined;
  readonly windows: string;
  readonly opset?: string | undefined;
  readonly conv?: string | undefined;
  readonly target?: string | undefined;
  readonly out?: string | undefined;
  readonly hop?: string | undefined;
  readonly smoothing: string;
  readonly threshold: string;
}

async function asFormat({ model, to, calibrate, windows, out, ...given }: Given) {
  if (to === undefined)
    throw new UserError("wristill export: expected --to format or --app kind", kinds);
  const { exportFile } = await import("#src/pipeline/export-file");
  const opset = given.opset === undefined ? undefined : wholeNumber("--opset", given.opset, 1);
  const { conv, target } = given;
  const options = { to, out, calibrate, opset, conv, target };
  const most = wholeNumber("--windows", windows, 1);
  const { bytes, facts } = await modelOf(model, given);
  return withFacts(facts, await exportFile(bytes, model, { ...options, windows: most }));
}

async function asApp(given: Given, app: string) {
  const { model, to, calibrate, out } = given;
  if (to !== undefined) throw new UserError("wristill export: --to and --app exclude each other");
  const { opset, conv, target } = given;
  const [flag] = Object.entries({ opset, conv, target }).find(([, it]) => it !== undefined) ?? [];
  if (flag !== undefined) {
    const first = `write the file first (--to onnx --${flag}), then start the app from that`;
    throw new UserError(
      `wristill export: an app holds the model as it is, and --${flag} is for --to onnx`,
      first,
    );
  }
  const { exportApp } = await import("#src/pipeline/app/export-app");
  const { labelSettings } = await import("#src/cli/stream-options");
  const options = { app, calibrate, out, ...labelSettings(given) };
  const { bytes, facts } = await modelOf(model, given);
  return withFacts(facts, await exportApp(bytes, model, options));
}

/** The file, and where a description goes with it, the file that says it itself. */
async function modelOf(model: string, { describe }: Pick<Given, "describe">) {
  const bytes = await modelAt(model);
  if (describe === undefined) return { bytes, facts: {} };
  const { describeModel } = await import("#src/pipeline/describe/describe-model");
  return describeModel(bytes, model, describe);
}

function withFacts(facts: ExportedFile["facts"], written: ExportedFile): ExportedFile {
  return { ...written, facts: { ...facts, ...written.facts } };
}

const kinds = "`wristill list formats` and `wristill list apps` name them";
