/** @file `wristill compare`: methods side by side, seed by seed. */
import { join } from "node:path";
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { attended } from "#src/cli/attended";
import { seedsOf } from "#src/cli/seeds";
import type { Terminal } from "#src/cli/terminal";

const parts = ["validation", "test"] as const;

export const compare = defineCommand({
  meta: { name: "compare", description: "Train one student by several methods, with intervals" },
  args: {
    config: {
      type: "positional",
      required: false,
      description: "YAML file; without it, the demo",
    },
    methods: {
      type: "string",
      default: "none,pskd",
      description: "the first is the baseline; kd:fuse names teachers, pskd(beta=0) sets options",
      valueHint: "list",
    },
    seed: { type: "string", description: "one training with this seed", valueHint: "n" },
    seeds: { type: "string", description: "that many trainings: seeds 1 to n", valueHint: "n" },
    part: {
      type: "string",
      default: "validation",
      description: "whom to measure on: validation to choose, test once at the end",
    },
    engine: { type: "string", description: "what trains: ort, tfjs-node, tfjs" },
    out: { type: "string", default: "runs", description: "folder of the run folders" },
    fresh: { type: "boolean", description: "forget earlier results of this comparison" },
    json: { type: "boolean", description: "the result as JSON on stdout" },
  },
  async run({ args, data, rawArgs }) {
    const terminal = data as Terminal;
    const seeds = seedsOf(args.seed, args.seeds);
    const part = partNamed(args.part);
    const { loadConfig } = await import("#src/pipeline/load-config");
    const { knownEntries } = await import("#src/pipeline/registries");
    const { contendersOf } = await import("#src/pipeline/contenders");
    const { compareMethods } = await import("#src/pipeline/compare");
    const { comparisonMarkdown } = await import("#src/pipeline/comparison-markdown");
    const config = await loadConfig(args.config, knownEntries, {
      ...(seeds && { seeds }),
      ...(args.engine && { engine: args.engine }),
    });
    const contenders = contendersOf(args.methods, config);
    const result = await attended(terminal, ["compare", ...rawArgs], (attention) =>
      compareMethods(
        config,
        { contenders, part },
        {
          outFolder: args.out,
          fresh: args.fresh === true,
          clock: terminal.clock,
          ...attention,
        },
      ),
    );
    const folder = join(args.out, `${config.name}-compare`);
    terminal.stdout.write(
      args.json
        ? `${JSON.stringify(result)}\n`
        : `\n${comparisonMarkdown(result)}\nkept in ${folder}\n`,
    );
  },
});

function partNamed(text: string): (typeof parts)[number] {
  const part = parts.find((each) => each === text);
  if (part) return part;
  throw new UserError(`--part: expected ${parts.join(" or ")}; got "${text}"`);
}
