#!/usr/bin/env node
/** @file The program. */
import { runCli } from "./run-cli.ts";
import { processTerminal } from "./terminal.ts";

// A reader that has seen enough (`wristill list | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
