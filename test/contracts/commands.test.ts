import { readdirSync } from "node:fs";
import type { ArgsDef, CommandMeta } from "citty";
import { describe, expect, test } from "vitest";
import { checkArguments, several } from "#src/cli/check-arguments";
import { commands } from "#src/cli/commands";
import { examples } from "#src/cli/examples";
import { runCli } from "#src/cli/run-cli";
import { fakeTerminal } from "#test/support/fake-terminal";

const files = readdirSync(new URL("../../src/cli/commands", import.meta.url));

test("every file of src/cli/commands is a command", () => {
  const names = files.map((file) => file.replace(/\.ts$/, "")).sort();
  const words = Object.keys(commands).map((name) => name.replaceAll(" ", "-"));
  expect(words.sort()).toEqual(names);
});

describe.each(Object.keys(commands))("%s", (name) => {
  const words = name.split(" ");

  test("says what it and each of its arguments do", async () => {
    const command = await commands[name]!();
    const meta = command.meta as CommandMeta;
    expect(meta.name).toBe(name);
    expect(meta.description).toMatch(/^[A-Z].*[^.]$/);
    for (const argument of Object.values(command.args as ArgsDef))
      expect(argument.description).toMatch(/\w/);
    expect(examples[name]?.length).toBeGreaterThan(0);
  });

  test("--help shows usage and examples, and does nothing else", async () => {
    const terminal = fakeTerminal();
    expect(await runCli([...words, "--help"], terminal)).toBe(0);
    expect(terminal.out()).toContain(`Usage  wristill ${name}`);
    expect(terminal.out()).toContain("Examples");
    expect(terminal.out()).not.toContain("\u001b");
    expect(terminal.err()).toBe("");
  });

  test("knows every flag that its help shows", async () => {
    const terminal = fakeTerminal();
    await runCli([...words, "--help"], terminal);
    const { args } = await commands[name]!();
    for (const [, flag, value] of terminal.out().matchAll(/^ {2}(--[\w-]+)( <.*?>)? /gm))
      checkArguments(name, args as ArgsDef, value ? [flag!, "1"] : [flag!]);
  });

  test("an unknown flag is the user's mistake", async () => {
    const terminal = fakeTerminal();
    expect(await runCli([...words, "--jsonn"], terminal)).toBe(2);
    expect(terminal.err()).toContain(`wristill ${name} has no flag --jsonn`);
    expect(terminal.out()).toBe("");
  });

  test("a word too many is the user's mistake", async () => {
    const terminal = fakeTerminal();
    expect(await runCli([...words, "one", "two", "three"], terminal)).toBe(2);
    const { args } = await commands[name]!();
    const last = Object.values(args as ArgsDef).findLast(({ type }) => type === "positional");
    const refused =
      last?.valueHint === several ? /no .* file one|one cannot be read/ : /expect "two"/;
    expect(terminal.err()).toMatch(refused);
  });
});
