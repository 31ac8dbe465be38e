/** @file What commands that run a study share: their flags, the configuration, the way of showing the result. */
import type { ArgsDef, ParsedArgs } from "citty";
import type { Config } from "#src/pipeline/config-schema";
import type { RunEnvironment } from "#src/pipeline/environment";
import { attended } from "./attended.ts";
import { gridArguments } from "./grid-arguments.ts";
import { seedsOf } from "./seeds.ts";
import type { Terminal } from "./terminal.ts";
import { wholeNumber } from "./whole-number.ts";

export const studyArguments = {
  config: {
    type: "positional",
    required: false,
    description: "YAML file; without it, the demo",
  },
  teacher: {
    type: "string",
    description: "role of the teacher; the first configured by default",
    valueHint: "role",
  },
  ...gridArguments,
} as const satisfies ArgsDef;

interface Study<Result> {
  /** "sweet-spot" */
  readonly name: string;
  run(config: Config, jobs: number, environment: Partial<RunEnvironment>): Promise<Result>;
  markdown(result: Result): string;
}

interface Call {
  readonly args: ParsedArgs<typeof studyArguments>;
  readonly terminal: Terminal;
  readonly rawArgs: readonly string[];
}

/** Run it with somebody in front of it, and print what it says. */
export async function conductStudy<Result>(
  { args, terminal, rawArgs }: Call,
  { name, run, markdown }: Study<Result>,
): Promise<void> {
  const seeds = seedsOf(args.seed, args.seeds);
  const jobs = wholeNumber("--jobs", args.jobs, 1);
  const { loadConfig } = await import("#src/pipeline/load-config");
  const { knownEntries } = await import("#src/pipeline/registries");
  const config = await loadConfig(args.config, knownEntries, {
    ...(seeds && { seeds }),
    ...(args.engine && { engine: args.engine }),
  });
  const fixed = { outFolder: args.out, fresh: args.fresh === true, clock: terminal.clock };
  const result = await attended(
    terminal,
    ["study", name, ...rawArgs],
    (attention) => run(config, jobs, { ...fixed, ...attention }),
    { together: jobs > 1 },
  );
  terminal.stdout.write(
    args.json
      ? `${JSON.stringify(result)}\n`
      : `\n${markdown(result)}\nkept in ${args.out}/${config.name}-${name}\n`,
  );
}
