/** @file `wristill bench`: how long any ONNX files take, and which of them is faster. */
import { defineCommand } from "citty";
import { attended } from "#src/cli/attended";
import { several } from "#src/cli/check-arguments";
import type { Terminal } from "#src/cli/terminal";

export const bench = defineCommand({
  meta: { name: "bench", description: "Measure ONNX models: latency, start, memory, arithmetic" },
  args: {
    models: {
      type: "positional",
      required: true,
      description: "ONNX files; the first is the one that others are held against",
      valueHint: several,
    },
    target: {
      type: "string",
      default: "cpu",
      description: "cpu, wasm, … (`wristill list places`)",
      valueHint: "list",
    },
    batch: {
      type: "string",
      default: "1",
      description: "windows per run, where the model leaves that open: 1,8,32",
      valueHint: "list",
    },
    threads: {
      type: "string",
      default: "1",
      description: "numbers of threads: 1,2 or 1..4",
      valueHint: "list",
    },
    data: {
      type: "string",
      description:
        "windows to feed: .npy, .npz, folder of CSV windows, configuration or run folder",
      valueHint: "place",
    },
    shape: {
      type: "string",
      description: "sizes that a model leaves open: input=1x128x6",
      valueHint: "list",
    },
    repeats: {
      type: "string",
      default: "10",
      description: "new processes of each series; 8 or more can tell files apart",
      valueHint: "n",
    },
    runs: {
      type: "string",
      default: "100",
      description: "timed runs of each file in each process",
      valueHint: "n",
    },
    seed: { type: "string", default: "0", description: "of noise and order", valueHint: "n" },
    json: { type: "boolean", description: "the report as JSON on stdout" },
  },
  async run({ args, rawArgs, data }) {
    const terminal = data as Terminal;
    const { benchOptions } = await import("#src/cli/bench-options");
    const options = benchOptions(args, args._);
    const { benchModels } = await import("#src/pipeline/bench-models");
    const report = await attended(terminal, ["bench", ...rawArgs], (attention) =>
      benchModels({ ...options, ...attention, clock: terminal.clock }),
    );
    const { benchText } = await import("#report/bench/bench-text");
    terminal.stdout.write(args.json ? `${JSON.stringify(report)}\n` : `${benchText(report)}\n`);
  },
});
