/** @file `wristill run`: the whole road. */
import { join } from "node:path";
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { Interrupted } from "#src/cli/interrupted";
import { createProgress } from "#src/cli/progress";
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
    const command = ["wristill", "run", ...rawArgs].join(" ");
    const again = ["wristill", "run", ...rawArgs.filter((each) => each !== "--fresh")].join(" ");
    const seeds = seedsOf(args.seed, args.seeds);
    const { loadConfig } = await import("#src/pipeline/load-config");
    const { knownEntries } = await import("#src/pipeline/registries");
    const config = await loadConfig(args.config, knownEntries, {
      ...(seeds && { seeds }),
      ...(args.method && { method: args.method }),
      ...(args.engine && { engine: args.engine }),
    });
    const { runPipeline } = await import("#src/pipeline");
    const progress = createProgress(terminal);
    const stopping = new AbortController();
    const forget = terminal.onInterrupt(() => {
      progress.stop();
      stopping.abort(new Interrupted(again));
    });
    try {
      const result = await runPipeline(config, {
        outFolder: args.out,
        fresh: args.fresh === true,
        onProgress: progress.onProgress,
        clock: terminal.clock,
        signal: stopping.signal,
        command,
      });
      progress.stop();
      terminal.stdout.write(
        args.json ? `${JSON.stringify(result)}\n` : await shown(result, args.out),
      );
    } finally {
      progress.stop();
      forget();
    }
  },
});

async function shown(
  result: Parameters<typeof import("#report/markdown").runSummary>[0],
  out: string,
): Promise<string> {
  const { runSummary } = await import("#report/markdown");
  const folder = join(out, result.name);
  return `\n${runSummary(result)}\n\nreport  ${join(folder, "report.html")}\nmodels  ${folder}\n`;
}

/** `--seed 7` → [7], `--seeds 3` → [1, 2, 3]. */
export function seedsOf(
  seed: string | undefined,
  seeds: string | undefined,
): readonly number[] | undefined {
  if (seed !== undefined && seeds !== undefined)
    throw new UserError(
      "--seed and --seeds exclude each other",
      "--seed 7 is one training with seed 7; --seeds 7 is seven trainings",
    );
  if (seed !== undefined) return [wholeNumber("--seed", seed, 0)];
  if (seeds === undefined) return undefined;
  return Array.from({ length: wholeNumber("--seeds", seeds, 1) }, (_, i) => i + 1);
}

function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && text.trim() !== "") return value;
  throw new UserError(
    `${flag}: expected a whole number, at least ${least}; got "${text}"`,
    `for example ${flag} 5`,
  );
}
