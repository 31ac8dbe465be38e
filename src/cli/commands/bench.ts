/** @file `wristill bench`: how long any ONNX files take, and which of them is faster. */
import { defineCommand } from "citty";
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { UserError } from "#core/errors";
import { attended } from "#src/cli/attended";
import { several } from "#src/cli/check-arguments";
import { deviceArguments } from "#src/cli/device-arguments";
import { NotPassed } from "#src/cli/not-passed";
import type { Terminal } from "#src/cli/terminal";
import type { BenchModelsOptions } from "#src/pipeline/bench-models";

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
      description: "cpu, wasm, chromium, device (`wristill list places`)",
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
    throttle: {
      type: "string",
      default: "1",
      description: "in chromium, also with the processor slowed: 4,6",
      valueHint: "list",
    },
    ...deviceArguments,
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
    compare: {
      type: "string",
      description: "an earlier report (.json), or an ONNX file, measured in the same rounds",
      valueHint: "file",
    },
    "fail-if-slower": {
      type: "string",
      description: "exit with 1 where a file is slower, by so much or more: 10%",
      valueHint: "share",
    },
    out: {
      type: "string",
      description: "files to write: bench.json, bench.csv, bench.md, bench.html",
      valueHint: "list",
    },
    json: { type: "boolean", description: "the report as JSON on stdout" },
  },
  async run({ args, rawArgs, data }) {
    const terminal = data as Terminal;
    const { benchOptions, listOf, shareOf } = await import("#src/cli/bench-options");
    const { checkBenchFiles, writeBench } = await import("#report/bench/write-bench");
    const { receivingOptions } = await import("#src/cli/device-arguments");
    const { benchModels, isVisited } = await import("#src/pipeline/bench-models");
    const { benchText } = await import("#report/bench/bench-text");
    const options = benchOptions(args, args._);
    const receiving = receivingOptions(args, terminal);
    const files = args.out === undefined ? [] : listOf(args.out);
    checkBenchFiles(files);
    const limit = args["fail-if-slower"];
    const share = limit === undefined ? undefined : shareOf("--fail-if-slower", limit);
    if (share !== undefined) requireRival(options);
    const report = await attended(
      terminal,
      ["bench", ...rawArgs],
      (attention) => benchModels({ ...options, ...attention, receiving, clock: terminal.clock }),
      { together: options.targets.some(isVisited) },
    );
    await writeBench(report, files);
    terminal.stdout.write(args.json ? `${JSON.stringify(report)}\n` : `${benchText(report)}\n`);
    if (share !== undefined) await requireNotSlower(report, share);
  },
});

/** Before anything is measured. */
function requireRival({ models, compare }: Pick<BenchModelsOptions, "models" | "compare">): void {
  if (models.length > 1 || compare !== undefined) return;
  throw new UserError(
    "--fail-if-slower: one file alone is slower than nothing",
    "name several files, or an earlier report or file with --compare",
  );
}

async function requireNotSlower(report: BenchReport, share: number): Promise<void> {
  const { slowerFiles } = await import("#benchmarks/harness/slower-files");
  const { verdictText } = await import("#report/bench/bench-words");
  const slower = slowerFiles(report, share);
  if (slower.length === 0) return;
  const told = slower.map(
    ({ file, target, against, verdict }) =>
      `\n  - ${file} on ${target} against ${against}: ${verdictText(verdict)}`,
  );
  throw new NotPassed(`slower by ${Math.round(100 * share)} % or more:${told.join("")}`);
}
