/** @file `wristill quantize`: any ONNX file smaller, and faster where that can be had. */
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import type { Corrections } from "#export/quantize/correct";
import { oldestConverted } from "#graph/opset/working-opset";
import { runnableOpset } from "#runtime/runnable-opset";
import { modelAt } from "#src/cli/model-at";
import type { Terminal } from "#src/cli/terminal";
import { wholeNumber } from "#src/cli/whole-number";

export const quantize = defineCommand({
  meta: { name: "quantize", description: "Make an ONNX model smaller, and faster where it pays" },
  args: {
    model: { type: "positional", required: true, description: "ONNX file with float weights" },
    calibrate: {
      type: "string",
      required: true,
      description: ".npy, .npz, folder of CSV windows, configuration or run folder",
      valueHint: "data",
    },
    scheme: {
      type: "string",
      default: "auto",
      description: "static-int8, … (`wristill list schemes`); auto measures all",
    },
    target: {
      type: "string",
      default: "auto",
      description: "what to be fast on (`wristill list targets`)",
    },
    prefer: {
      type: "string",
      default: "speed",
      description: "ship the fastest or the smallest: speed, size",
    },
    conv: {
      type: "string",
      default: "auto",
      description: "convolutions: 1d, 2d (of height 1); auto measures both in float",
      valueHint: "form",
    },
    ranges: {
      type: "string",
      default: "mse",
      description: "how activations are clipped (`wristill list ranges`)",
    },
    corrections: {
      type: "string",
      default: "equalize,rounding,bias",
      description: "what is done before rounding; none for nothing",
      valueHint: "list",
    },
    "max-loss": {
      type: "string",
      description: "points of accuracy it may cost; layers stay float until it holds",
      valueHint: "points",
    },
    "max-error": {
      type: "string",
      description: "share by which outputs may change; layers stay float until it holds",
      valueHint: "share",
    },
    windows: {
      type: "string",
      default: "512",
      description: "windows to calibrate with",
      valueHint: "n",
    },
    opset: {
      type: "string",
      description: `ONNX operator set to write, ${oldestConverted} to ${runnableOpset}; default: the model's own`,
      valueHint: "n",
    },
    out: {
      type: "string",
      description: "file to write; default: beside the model",
      valueHint: "file",
    },
    json: { type: "boolean", description: "the report as JSON on stdout" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const { quantizeFile } = await import("#src/pipeline/quantize-file");
    const { quantizeReport } = await import("#src/cli/quantize-report");
    const { withEnding, withoutOnnx } = await import("#src/pipeline/named-file");
    const named = args.out === undefined ? undefined : withEnding(args.out, ".onnx");
    const result = await quantizeFile(await modelAt(args.model), args.calibrate, {
      path: args.model,
      scheme: args.scheme,
      target: args.target,
      prefer: args.prefer,
      conv: args.conv,
      ranges: args.ranges,
      corrections: correctionsNamed(args.corrections),
      windows: wholeNumber("--windows", args.windows, 1),
      opset: args.opset === undefined ? undefined : wholeNumber("--opset", args.opset, 1),
      ...budgetOf(args["max-loss"], args["max-error"]),
    });
    const out = named ?? `${withoutOnnx(args.model)}.${result.scheme}.onnx`;
    await writeAtomic(out, result.bytes);
    stdout.write(
      args.json ? `${JSON.stringify(result.report)}\n` : `${quantizeReport(result, out)}\n`,
    );
  },
});

function correctionsNamed(list: string): Corrections {
  const names = list === "none" ? [] : list.split(",").map((name) => name.trim());
  const known = ["equalize", "rounding", "bias"];
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new UserError(
      `--corrections: unknown correction "${wrong}"`,
      `known: ${known.join(", ")}`,
    );
  }
  return {
    equalize: names.includes("equalize"),
    rounding: names.includes("rounding") ? "data" : "nearest",
    bias: names.includes("bias"),
  };
}

function budgetOf(loss: string | undefined, error: string | undefined) {
  if (loss === undefined && error === undefined) return {};
  const budget = {
    ...(loss !== undefined && { accuracyLoss: shareOf("--max-loss", loss) / 100 }),
    ...(error !== undefined && { outputError: shareOf("--max-error", error) }),
  };
  return { budget };
}

function shareOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new UserError(`${flag}: expected a number of 0 or more; got "${text}"`);
}
