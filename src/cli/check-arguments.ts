/** @file Arguments that a command does not know, and those that are missing, in sentences: citty lets the first pass. */
import type { ArgDef, ArgsDef, BooleanArgDef } from "citty";
import { nearest, UserError } from "#core/errors";
import { examples } from "./examples.ts";

/** The `valueHint` of a last positional that may be given several times. */
export const several = "…";

/** Whether it is true unless a person says `--no-…`. */
export function isOptOut(argument: ArgDef): argument is BooleanArgDef {
  return argument.type === "boolean" && argument.default === true;
}

/** Throws a {@link UserError} for an unknown flag, a flag without its value, and a word too many. */
export function checkArguments(command: string, known: ArgsDef, rawArgs: readonly string[]): void {
  const positionals = Object.values(known).filter(({ type }) => type === "positional");
  const most =
    positionals.at(-1)?.valueHint === several ? Number.POSITIVE_INFINITY : positionals.length;
  const { words } = partsOf(command, known, rawArgs);
  if (words.length > most)
    throw new UserError(
      `wristill ${command}: did not expect "${words[most]}"`,
      `see \`wristill ${command} --help\``,
    );
}

/** Throws a {@link UserError} for what a command cannot do without, with an example. */
export function requireArguments(
  command: string,
  known: ArgsDef,
  rawArgs: readonly string[],
): void {
  const { words, flags } = partsOf(command, known, rawArgs);
  let place = 0;
  for (const [name, { type, required, description, valueHint }] of Object.entries(known)) {
    const isThere = type === "positional" ? place++ < words.length : flags.has(name);
    if (isThere || !required) continue;
    const [example] = examples[command] ?? [];
    const what =
      type === "positional" ? `<${name}>` : `--${name}${valueHint ? ` <${valueHint}>` : ""}`;
    throw new UserError(
      `wristill ${command}: ${what} is missing: ${description}`,
      example && `for example \`${example[0]}\``,
    );
  }
}

/** Words, and names of flags with a value; each value is looked at. */
function partsOf(command: string, known: ArgsDef, rawArgs: readonly string[]) {
  const words: string[] = [];
  const flags = new Set<string>();
  for (let i = 0; i < rawArgs.length; i++) {
    const argument = rawArgs[i]!;
    if (!argument.startsWith("-") || argument === "-") words.push(argument);
    else if (takesValue(command, known, argument)) {
      flags.add(flagOf(argument).replace(/^--?/, ""));
      const value = argument.includes("=")
        ? argument.slice(argument.indexOf("=") + 1)
        : rawArgs[++i];
      if (value === undefined || value === "" || value.startsWith("--"))
        throw new UserError(
          `${flagOf(argument)} needs a value`,
          `see \`wristill ${command} --help\``,
        );
    }
  }
  return { words, flags };
}

function takesValue(command: string, known: ArgsDef, argument: string): boolean {
  const flag = flagOf(argument);
  const name = flag.replace(/^--?/, "");
  const opposite = known[name.replace(/^no-/, "")];
  if (name.startsWith("no-") && opposite && isOptOut(opposite)) return false;
  const found = Object.entries(known).find(
    ([key, { type, ...rest }]) =>
      type !== "positional" && (key === name || ("alias" in rest && rest.alias === name)),
  );
  if (found) return found[1].type !== "boolean";
  const flags = Object.keys(known).filter((key) => known[key]?.type !== "positional");
  const close = nearest(name, [...flags, "help"]);
  throw new UserError(
    `wristill ${command} has no flag ${flag}`,
    close === undefined
      ? `known: ${flags.map((each) => `--${each}`).join(", ")}`
      : `did you mean --${close}?`,
  );
}

function flagOf(argument: string): string {
  return argument.split("=")[0]!;
}
