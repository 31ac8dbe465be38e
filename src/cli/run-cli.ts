/** @file Arguments → exit code: 0 done, 1 failed, 2 the user's mistake, 130 stopped by Ctrl-C. */
import { type ArgsDef, runCommand } from "citty";
import { messageOf, nearest, UserError } from "#core/errors";
import { packageVersion } from "#core/package-version";
import { checkArguments, requireArguments } from "./check-arguments.ts";
import { commands } from "./commands.ts";
import { commandHelp, groupHelp, programHelp } from "./help.ts";
import { Interrupted } from "./interrupted.ts";
import { NotPassed } from "./not-passed.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command; whatever goes wrong is told on stderr. Never throws. */
export async function runCli(rawArgs: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await dispatch(rawArgs, terminal);
    return 0;
  } catch (error) {
    return tell(error, terminal);
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<void> {
  const { name, rest } = commandIn(words);
  const wantsHelp = rest.some((argument) => argument === "--help" || argument === "-h");
  if (name === undefined || name === "--help" || name === "-h" || name === "help")
    return print(terminal, await programHelp(packageVersion()));
  if (name === "--version" || name === "-v") return print(terminal, `${packageVersion()}\n`);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load && isGroup(name) && (wantsHelp || rest.length === 0))
    return print(terminal, await groupHelp(name));
  if (!load) throw unknownCommand(isGroup(name) ? `${name} ${rest[0]}` : name);
  if (wantsHelp) return print(terminal, await commandHelp(name));
  const command = await load();
  checkArguments(name, command.args as ArgsDef, rest);
  requireArguments(name, command.args as ArgsDef, rest);
  await runCommand(command, { rawArgs: [...rest], data: terminal });
}

/** Two words where they are a command, else one. */
function commandIn([first, second, ...rest]: readonly string[]) {
  const both = `${first} ${second}`;
  if (second === undefined) return { name: first, rest };
  if (Object.hasOwn(commands, both)) return { name: both, rest };
  return { name: first, rest: [second, ...rest] };
}

/** The first word of commands of two. */
function isGroup(name: string): boolean {
  return Object.keys(commands).some((each) => each.startsWith(`${name} `));
}

function print(terminal: Terminal, text: string): void {
  terminal.stdout.write(text);
}

function unknownCommand(name: string): UserError {
  const names = Object.keys(commands);
  const close = nearest(name, names);
  return new UserError(
    name.startsWith("-") ? `wristill has no flag ${name}` : `wristill has no command "${name}"`,
    close === undefined ? `known: ${names.join(", ")}` : `did you mean \`wristill ${close}\`?`,
  );
}

function tell(error: unknown, { stderr, env }: Terminal): number {
  if (error instanceof Interrupted) {
    stderr.write(`\n${error.message}\n`);
    return 130;
  }
  stderr.write(`wristill: ${messageOf(error)}\n`);
  if (error instanceof UserError || isUsage(error)) return 2;
  if (error instanceof NotPassed) return 1;
  const stack = error instanceof Error ? error.stack : undefined;
  if (env.WRISTILL_DEBUG) stderr.write(`${stack ?? ""}\n`);
  else stderr.write("  help: this should not happen; WRISTILL_DEBUG=1 shows where it did\n");
  return 1;
}

/** citty's own complaints: a missing argument, a value that is not among the choices. */
function isUsage(error: unknown): boolean {
  return error instanceof Error && error.name === "CLIError";
}
