/** @file `wristill data inspect`: what is in a data set, before anything is trained on it. */
import { defineCommand } from "citty";
import { writeAtomic } from "#core/files";
import { packageVersion } from "#core/package-version";
import { Random } from "#core/random";
import { typed } from "#src/cli/attended";
import { countAloud } from "#src/cli/count-aloud";
import { dataSource } from "#src/cli/data-source";
import type { Terminal } from "#src/cli/terminal";

export const dataInspect = defineCommand({
  meta: {
    name: "data inspect",
    description: "Show what is in a data set, and what is wrong with it",
  },
  args: {
    data: {
      type: "positional",
      required: true,
      description: "data set, configuration, or folder of your own recordings",
    },
    path: { type: "string", description: "where the data set's files lie", valueHint: "folder" },
    html: { type: "string", description: "write a page with pictures too", valueHint: "file" },
    json: { type: "boolean", description: "everything but the examples, as JSON on stdout" },
  },
  async run({ args, rawArgs, data }) {
    const terminal = data as Terminal;
    const { dataset, location, options } = await dataSource(args.data, args.path);
    const { inspectDataset } = await import("#sensors/inspect/inspect-dataset");
    const counter = countAloud(terminal, "recordings");
    const inspection = await inspectDataset(dataset, {
      ...(location !== undefined && { location }),
      options,
      random: new Random(1),
      onRecording: counter.count,
    }).finally(counter.stop);
    if (args.html !== undefined) {
      const origin = { command: typed(["data", "inspect", ...rawArgs]), version: packageVersion() };
      const { dataHtml } = await import("#report/data-page/data-html");
      await writeAtomic(args.html, await dataHtml(inspection, origin));
    }
    if (args.json) {
      const { examples: _, ...told } = inspection;
      terminal.stdout.write(`${JSON.stringify(told)}\n`);
      return;
    }
    const { dataSummary } = await import("#report/data-page/data-summary");
    const page = args.html === undefined ? "" : `\npage  ${args.html}\n`;
    terminal.stdout.write(`${dataSummary(inspection)}\n${page}`);
  },
});
