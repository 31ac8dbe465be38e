/** @file `wristill init`: a commented configuration to start from. */
import { access } from "node:fs/promises";
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import type { Terminal } from "#src/cli/terminal";

/** Editors with a YAML language server complete and check keys by it. */
const schemaLine =
  "# yaml-language-server: $schema=./node_modules/wristill/schema/wristill.schema.json\n";

export const init = defineCommand({
  meta: { name: "init", description: "Write a commented configuration" },
  args: {
    file: { type: "positional", default: "wristill.yaml", description: "where to" },
    force: { type: "boolean", description: "overwrite a file that is there" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const taken = await access(args.file).then(
      () => true,
      () => false,
    );
    if (taken && !args.force)
      throw new UserError(`${args.file} exists already`, "name another file, or add --force");
    const { demoConfig } = await import("#src/pipeline/demo-config");
    await writeAtomic(args.file, schemaLine + demoConfig);
    stdout.write(`${args.file}\n`);
  },
});
