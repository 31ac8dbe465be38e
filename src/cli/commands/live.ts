/** @file `wristill live`: a model in a page that listens to a phone's sensor and learns its wearer. */
import { defineCommand } from "citty";
import { attended } from "#src/cli/attended";
import type { Terminal } from "#src/cli/terminal";

export const live = defineCommand({
  meta: { name: "live", description: "Serve a model as a page that listens, shows and learns" },
  args: {
    model: {
      type: "positional",
      required: true,
      description:
        "ONNX file that says what it reads (`wristill export --describe`), or the folder of a run",
    },
    data: {
      type: "string",
      description:
        "people to play where there is no sensor: a configuration or the folder of a run",
      valueHint: "place",
    },
    out: {
      type: "string",
      description: "write the page's files into this folder, for any web server, and serve nothing",
      valueHint: "folder",
    },
    host: {
      type: "string",
      default: "127.0.0.1",
      description: "address to serve on; sensors need HTTPS anywhere but on this machine",
      valueHint: "address",
    },
    port: { type: "string", description: "else any that is free", valueHint: "n" },
  },
  async run({ args, rawArgs, data }) {
    const terminal = data as Terminal;
    const { wholeNumber } = await import("#src/cli/whole-number");
    const { liveRun } = await import("#src/pipeline/live-run");
    const { liveSite } = await import("#live/live-site");
    const port = args.port === undefined ? 0 : wholeNumber("--port", args.port, 1);
    await attended(terminal, ["live", ...rawArgs], async ({ signal }) => {
      const site = await liveSite(await liveRun(args.model, args.data));
      if (args.out !== undefined) {
        const { writeSite } = await import("#live/write-site");
        terminal.stdout.write(`${await writeSite(args.out, site)}\n`);
        return;
      }
      const { serveLive } = await import("#src/cli/serve-live");
      await serveLive(terminal, site, { host: args.host, port, signal });
    });
  },
});
