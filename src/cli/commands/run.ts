/** @file `wristill run`: the whole road. */
import { join } from "node:path";
import { defineCommand } from "citty";
import type { RunResult } from "#report/result";
import { attended } from "#src/cli/attended";
import { seedsOf } from "#src/cli/seeds";
import type { Terminal } from "#src/cli/terminal";

export const run = defineCommand({
  meta: { name: "run", description: "Train, distil, quantize, export, measure and report" },
  args: {
    config: {
      type: "positional",
      required: false,
      description: "YAML file (`wristill init` writes one); without it, the demo",
    },
    seed: { type: "string", description: "one training with this seed", valueHint: "n" },
    seeds: { type: "string", description: "that many trainings: seeds 1 to n", valueHint: "n" },
    method: { type: "string", description: "distillation method (`wristill list methods`)" },
    engine: { type: "string", description: "what trains: ort, tfjs-node, tfjs" },
    out: { type: "string", default: "runs", description: "folder of the run folders" },
    fresh: { type: "boolean", description: "forget earlier results of this run" },
    json: { type: "boolean", description: "the result as JSON on stdout" },
  },
  async run({ args, data, rawArgs }) {
    const terminal = data as Terminal;
    const seeds = seedsOf(args.seed, args.seeds);
    const { loadConfig } = await import("#src/pipeline/load-config");
    const { knownEntries } = await import("#src/pipeline/registries");
    const config = await loadConfig(args.config, knownEntries, {
      ...(seeds && { seeds }),
      ...(args.method && { method: args.method }),
      ...(args.engine && { engine: args.engine }),
    });
    const { runPipeline } = await import("#src/pipeline");
    const result = await attended(terminal, ["run", ...rawArgs], (attention) =>
      runPipeline(config, {
        outFolder: args.out,
        fresh: args.fresh === true,
        clock: terminal.clock,
        ...attention,
      }),
    );
    terminal.stdout.write(
      args.json ? `${JSON.stringify(result)}\n` : await shown(result, args.out),
    );
  },
});

async function shown(result: RunResult, out: string): Promise<string> {
  const { runSummary } = await import("#report/markdown");
  const folder = join(out, result.name);
  return `\n${runSummary(result)}\n\nreport  ${join(folder, "report.html")}\nmodels  ${folder}\n`;
}
