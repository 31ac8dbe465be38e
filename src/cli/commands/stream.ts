/** @file `wristill stream`: a recording, or rows on standard input → what the person does, as it is found out. */
import { defineCommand } from "citty";
import { modelAt } from "#src/cli/model-at";
import type { Terminal } from "#src/cli/terminal";

export const stream = defineCommand({
  meta: { name: "stream", description: "Label samples of a sensor as they come" },
  args: {
    model: {
      type: "positional",
      required: true,
      description: "ONNX file that says what it reads (`wristill export --describe`)",
    },
    samples: {
      type: "string",
      default: "-",
      description: "CSV file with a header; default: standard input",
      valueHint: "file",
    },
    columns: {
      type: "string",
      description: "columns of the channels, in their order; default: called like them",
      valueHint: "list",
    },
    time: {
      type: "string",
      description: "column of times; default: time, timestamp, t or seconds, where there is one",
      valueHint: "column",
    },
    "time-unit": { type: "string", default: "s", description: "s, ms, µs, ns", valueHint: "unit" },
    rate: {
      type: "string",
      description: "Hz of even rows; default: as the times say; without times, the model's",
      valueHint: "Hz",
    },
    units: {
      type: "string",
      description: "units of the samples: m/s², or acc=m/s²,gyro=deg/s; default: the model's",
      valueHint: "list",
    },
    hop: {
      type: "string",
      description: "s from one window to the next; default: half a window",
      valueHint: "s",
    },
    smoothing: {
      type: "string",
      default: "hmm",
      description: "hmm(dwell=10), majority(windows=5), none",
      valueHint: "name",
    },
    threshold: {
      type: "string",
      default: "0.5",
      description: "least confidence of a label; below it: unknown",
      valueHint: "share",
    },
    temperature: {
      type: "string",
      description: "logits are divided by it; default: what the model was fitted to, or 1",
      valueHint: "number",
    },
    every: { type: "boolean", description: "every window, not only changes" },
    json: { type: "boolean", description: "one JSON object a line" },
  },
  async run({ args, data }) {
    const { stdin, stdout, stderr, onInterrupt } = data as Terminal;
    const { linesFrom } = await import("#src/cli/lines-from");
    const { streamSamples } = await import("#src/cli/stream-samples");
    const { figuresLine, tellers } = await import("#src/cli/stream-report");
    const model = await modelAt(args.model);
    const interrupt = new AbortController();
    onInterrupt(() => interrupt.abort()); // what came so far is told
    const lines = linesFrom(args.samples, stdin, interrupt.signal);
    const told = tellers((line) => stdout.write(`${line}\n`), args);
    stderr.write(`${figuresLine(await streamSamples(model, lines, args, told))}\n`);
  },
});
