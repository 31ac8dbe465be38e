/** @file `wristill compare`: methods side by side on students and data sets, seed by seed. */
import { defineCommand } from "citty";
import { attended } from "#src/cli/attended";
import { several } from "#src/cli/check-arguments";
import { gridArguments } from "#src/cli/grid-arguments";
import { partArgument, partNamed } from "#src/cli/parts";
import { seedsOf } from "#src/cli/seeds";
import type { Terminal } from "#src/cli/terminal";
import { wholeNumber } from "#src/cli/whole-number";

export const compare = defineCommand({
  meta: { name: "compare", description: "Train students by several methods, with intervals" },
  args: {
    config: {
      type: "positional",
      required: false,
      description: "YAML files, one per data set; without any, the demo",
      valueHint: several,
    },
    methods: {
      type: "string",
      default: "none,pskd",
      description: "the first is the baseline; kd:fuse names teachers, pskd(beta=0) sets options",
      valueHint: "list",
    },
    students: {
      type: "string",
      description: "networks, ds-cnn1d,cnn1d-tiny(filters=[8;16;32]); default: the files' own",
      valueHint: "list",
    },
    datasets: {
      type: "string",
      description: "more YAML files, or names of those in benchmarks/suites",
      valueHint: "list",
    },
    part: partArgument,
    ...gridArguments,
  },
  async run({ args, data, rawArgs }) {
    const terminal = data as Terminal;
    const seeds = seedsOf(args.seed, args.seeds);
    const part = partNamed(args.part);
    const jobs = wholeNumber("--jobs", args.jobs, 1);
    const { loadConfigs } = await import("#src/pipeline/load-configs");
    const { knownEntries } = await import("#src/pipeline/registries");
    const { lineupsOf } = await import("#src/pipeline/lineup");
    const { compareGrid } = await import("#src/pipeline/compare-grid");
    const { boardMarkdown } = await import("#report/board/board-markdown");
    const listed = args.datasets?.split(",").map((each) => each.trim()) ?? [];
    const configs = await loadConfigs([...args._, ...listed], knownEntries, {
      ...(seeds && { seeds }),
      ...(args.engine && { engine: args.engine }),
    });
    const lineups = lineupsOf(configs, { methods: args.methods, students: args.students });
    const { leaderboard, folder } = await attended(
      terminal,
      ["compare", ...rawArgs],
      (attention) =>
        compareGrid(
          lineups,
          { part, jobs },
          {
            outFolder: args.out,
            fresh: args.fresh === true,
            clock: terminal.clock,
            ...attention,
          },
        ),
      { together: jobs > 1 },
    );
    terminal.stdout.write(
      args.json
        ? `${JSON.stringify(leaderboard)}\n`
        : `\n${boardMarkdown(leaderboard)}\nkept in ${folder}, with leaderboard-${part}.html\n`,
    );
  },
});
