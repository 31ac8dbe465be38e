/** @file `wristill data get`: the official files of a data set. */
import { defineCommand } from "citty";
import type { GotDataset } from "#sensors/download/get-dataset";
import { attended } from "#src/cli/attended";
import { datasetNamed } from "#src/cli/data-source";
import type { Terminal } from "#src/cli/terminal";

export const dataGet = defineCommand({
  meta: { name: "data get", description: "Fetch a data set from where its authors publish it" },
  args: {
    name: {
      type: "positional",
      required: true,
      description: "data set (`wristill list datasets`)",
    },
    to: { type: "string", description: "folder; default: the user's cache", valueHint: "folder" },
    json: { type: "boolean", description: "what lies where, as JSON on stdout" },
  },
  async run({ args, data, rawArgs }) {
    const terminal = data as Terminal;
    const dataset = datasetNamed(args.name);
    const { dataFolder } = await import("#sensors/download/data-folder");
    const { getDataset, stepsByHand } = await import("#sensors/download/get-dataset");
    const folder = args.to ?? dataFolder(dataset.name, terminal.env);
    const got = await attended(terminal, ["data get", ...rawArgs], ({ onProgress, signal }) =>
      getDataset(dataset, folder, { onProgress, signal }),
    );
    const { license, citation } = dataset;
    if (args.json) {
      terminal.stdout.write(`${JSON.stringify({ ...got, license, citation })}\n`);
      return;
    }
    const steps = stepsByHand(dataset, folder);
    const rest = steps === undefined ? "" : `\nthe rest is to be had by hand: ${steps}\n`;
    const next = args.to === undefined ? dataset.name : `${dataset.name} --path ${args.to}`;
    terminal.stdout.write(
      `${await shown(got)}\nlicence  ${license}\ncite     ${citation}\n${rest}\nnext     wristill data inspect ${next}\n`,
    );
  },
});

async function shown({ folder, files, fetched }: GotDataset): Promise<string> {
  const { bytes } = await import("#report/format");
  const { plainTable } = await import("#report/text-table");
  const rows = files.map((each) => [each.file, bytes(each.bytes), each.sha256.slice(0, 16)]);
  const table = plainTable({ head: ["file", "size", "sha-256 begins"], rows });
  const came = fetched === 0 ? "nothing to fetch, all of it is there" : `${fetched} fetched`;
  return `${table}\n\n${came}\nin       ${folder}`;
}
