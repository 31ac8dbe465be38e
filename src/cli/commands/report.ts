/** @file `wristill report`: the page of a finished run, written again. */
import { defineCommand } from "citty";
import type { Terminal } from "#src/cli/terminal";

export const report = defineCommand({
  meta: { name: "report", description: "Write the report of a finished run again" },
  args: {
    folder: { type: "positional", required: true, description: "run folder, such as runs/demo" },
    json: { type: "boolean", description: "the result as JSON on stdout; write nothing" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const { readResult, writeReport } = await import("#report/write-report");
    const result = await readResult(args.folder);
    if (args.json) stdout.write(`${JSON.stringify(result)}\n`);
    else stdout.write(`${await writeReport(args.folder, result)}\n`);
  },
});
