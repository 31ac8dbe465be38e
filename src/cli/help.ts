/** @file Help that can be read in one breath. */
import { stripVTControlCharacters } from "node:util";
import { type CommandDef, defineCommand, renderUsage } from "citty";
import { commands } from "./commands.ts";

const examples: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  wristill: [
    ["wristill run", "the demo: two minutes from recordings to an int8 student and a report"],
    ["wristill init", "write a configuration to start from"],
    ["wristill run wristill.yaml --seeds 5", "your own, with an interval that means something"],
  ],
  run: [
    ["wristill run", "the demo"],
    ["wristill run my.yaml --seeds 10 --method pskd", "ten trainings, one method"],
    ["wristill run my.yaml --json > result.json", "for machines"],
  ],
  list: [
    ["wristill list methods", "one kind"],
    ["wristill list --json", "everything, for machines"],
  ],
  report: [["wristill report runs/demo", "write report.html again"]],
  init: [["wristill init my.yaml", "then edit it, then `wristill run my.yaml`"]],
};

/** Of one command, or of the whole program. `color`: whether the reader's terminal shows it. */
export async function helpText(
  name: string | undefined,
  version: string,
  color: boolean,
): Promise<string> {
  const program = defineCommand({
    meta: {
      name: "wristill",
      version,
      description: "Compress activity-recognition models until they fit a watch",
    },
    ...(name === undefined && { subCommands: { ...commands } }),
  });
  const command = name === undefined ? undefined : await commands[name]?.();
  const usage = await renderUsage((command ?? program) as CommandDef, command && program);
  const text = `${usage.trimEnd()}\n\n${exampleLines(name ?? "wristill")}\n`;
  return color ? text : stripVTControlCharacters(text);
}

function exampleLines(name: string): string {
  const lines = examples[name] ?? [];
  const width = Math.max(0, ...lines.map(([command]) => command.length));
  const rows = lines.map(([command, what]) => `  ${command.padEnd(width)}  # ${what}`);
  return ["EXAMPLES", "", ...rows].join("\n");
}
