/** @file Help that can be read in one breath. */
import type { ArgDef, ArgsDef, CommandMeta } from "citty";
import { isOptOut, several } from "./check-arguments.ts";
import { commands } from "./commands.ts";
import { examples } from "./examples.ts";

/** Of the whole program: its commands, in the order people meet them. */
export async function programHelp(version: string): Promise<string> {
  return page([
    `wristill ${version}: compress activity-recognition models until they fit a watch`,
    "Usage  wristill <command> [options]",
    block("Commands", await described(Object.keys(commands))),
    block("Options", [
      ["--help", "this page; after a command, its own"],
      ["--version", "the version"],
    ]),
    block("Examples", examples.wristill ?? []),
  ]);
}

/** Of the commands that share their first word. */
export async function groupHelp(group: string): Promise<string> {
  const names = Object.keys(commands).filter((name) => name.startsWith(`${group} `));
  return page([
    `Usage  wristill ${group} <command> [options]`,
    block("Commands", await described(names)),
    block(
      "Examples",
      names.flatMap((name) => (examples[name] ?? []).slice(0, 1)),
    ),
  ]);
}

function described(names: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const rows = names.map(async (name) => {
    const { description = "" } = (await commands[name]!()).meta as CommandMeta;
    return [name, description] as const;
  });
  return Promise.all(rows);
}

/** Of one command: what it takes, in the order it declares it. */
export async function commandHelp(name: string): Promise<string> {
  const command = await commands[name]!();
  const { description } = command.meta as CommandMeta;
  const all = Object.entries(command.args as ArgsDef);
  const positionals = all.filter(([, { type }]) => type === "positional");
  const flags = all.filter(([, { type }]) => type !== "positional");
  const usage = positionals.map(([key, { required, valueHint }]) => {
    const name = valueHint === several ? `${key}…` : key;
    return required ? `<${name}>` : `[${name}]`;
  });
  return page([
    `${description}.`,
    `Usage  ${["wristill", name, ...usage, ...(flags.length > 0 ? ["[options]"] : [])].join(" ")}`,
    block(
      "Arguments",
      positionals.map(([key, argument]) => [key, told(argument)]),
    ),
    block(
      "Options",
      flags.map(([key, argument]) =>
        isOptOut(argument)
          ? [`--no-${key}`, argument.negativeDescription ?? ""]
          : [flagText(key, argument), told(argument)],
      ),
    ),
    block("Examples", examples[name] ?? []),
  ]);
}

function flagText(name: string, argument: ArgDef): string {
  return argument.type === "boolean" ? `--${name}` : `--${name} <${argument.valueHint ?? name}>`;
}

function told({ description = "", default: preset }: ArgDef): string {
  return preset === undefined ? description : `${description} (default: ${preset})`;
}

function block(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return "";
  const width = Math.max(...rows.map(([left]) => left.length));
  return [title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join("\n");
}

function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
