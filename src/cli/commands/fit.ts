/** @file `wristill fit`: the best student within a budget. */
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import type { FitBudget, FitRuntime } from "#report/fit/fit-result";
import { attended } from "#src/cli/attended";
import { gridArguments } from "#src/cli/grid-arguments";
import { byteUnits, countUnits, quantity, timeUnits } from "#src/cli/quantity";
import { seedsOf } from "#src/cli/seeds";
import type { Terminal } from "#src/cli/terminal";
import { wholeNumber } from "#src/cli/whole-number";

export const fit = defineCommand({
  meta: { name: "fit", description: "Search the best student within a budget of bytes and time" },
  args: {
    config: {
      type: "positional",
      required: false,
      description: "YAML file; without it, the demo",
    },
    bytes: { type: "string", description: "largest file, 16kB", valueHint: "size" },
    latency: {
      type: "string",
      description: "longest median for one window, 1ms",
      valueHint: "time",
    },
    macs: { type: "string", description: "most multiplications per window, 0.5M", valueHint: "n" },
    on: { type: "string", default: "cpu", description: "where latency is measured: cpu, wasm" },
    students: {
      type: "string",
      description: "networks, ds-cnn1d,gru(units=16); default: all that read the same",
      valueHint: "list",
    },
    widths: {
      type: "string",
      default: "0.5,1,2",
      description: "factors on each student's width",
      valueHint: "list",
    },
    methods: {
      type: "string",
      description: "none,kd:fuse; default: labels alone, and the configured one",
      valueHint: "list",
    },
    prune: {
      type: "boolean",
      default: true,
      description: "prune the best that are too large until the budget holds",
      negativeDescription: "train no wider students to prune them",
    },
    ...gridArguments,
  },
  async run({ args, data, rawArgs }) {
    const terminal = data as Terminal;
    const seeds = seedsOf(args.seed, args.seeds);
    const jobs = wholeNumber("--jobs", args.jobs, 1);
    const options = {
      ...{ jobs, budget: budgetOf(args), on: runtimeNamed(args.on), prune: args.prune },
      widths: args.widths.split(",").map((each) => quantity("--widths", each, { "": 1 })),
      ...{ students: args.students, methods: args.methods },
    };
    const { loadConfig } = await import("#src/pipeline/load-config");
    const { knownEntries } = await import("#src/pipeline/registries");
    const { fitStudent } = await import("#src/pipeline/fit/fit");
    const { fitMarkdown } = await import("#report/fit/fit-markdown");
    const config = await loadConfig(args.config, knownEntries, {
      ...(seeds && { seeds }),
      ...(args.engine && { engine: args.engine }),
    });
    const fixed = { outFolder: args.out, fresh: args.fresh === true, clock: terminal.clock };
    const { result, folder } = await attended(
      terminal,
      ["fit", ...rawArgs],
      (attention) => fitStudent(config, options, { ...fixed, ...attention }),
      { together: jobs > 1 },
    );
    terminal.stdout.write(
      args.json
        ? `${JSON.stringify(result)}\n`
        : `\n${fitMarkdown(result)}\nkept in ${folder}: fit.html, fit.md${result.chosen ? ", model.onnx" : ""}\n`,
    );
  },
});

interface Limits {
  readonly bytes?: string | undefined;
  readonly latency?: string | undefined;
  readonly macs?: string | undefined;
}

function budgetOf({ bytes, latency, macs }: Limits): FitBudget {
  const budget = {
    ...(bytes !== undefined && { bytes: quantity("--bytes", bytes, byteUnits) }),
    ...(latency !== undefined && { latency: quantity("--latency", latency, timeUnits) }),
    ...(macs !== undefined && { macs: quantity("--macs", macs, countUnits) }),
  };
  if (Object.keys(budget).length > 0) return budget;
  throw new UserError("fit wants a budget", "say --bytes 16kB, --latency 1ms or --macs 0.5M");
}

function runtimeNamed(name: string): FitRuntime {
  if (name === "cpu" || name === "wasm") return name;
  throw new UserError(`--on: expected cpu or wasm; got "${name}"`);
}
