/** @file With what a result was made. */
import { execFileSync } from "node:child_process";
import { packageVersion } from "#core/package-version";
import type { Provenance } from "#report/result";
import { machineFacts } from "#runtime/machine";
import type { RunEnvironment } from "./environment.ts";

export function provenance({
  environment,
  engine,
}: {
  readonly environment: RunEnvironment;
  readonly engine: { readonly name: string };
}): Provenance {
  const { cpu, cores, node, platform, runtimes } = machineFacts();
  return {
    command: environment.command,
    versions: { wristill: packageVersion(), ...runtimes },
    node,
    platform,
    cpu,
    cores,
    engine: engine.name,
    commit: commit(),
  };
}

/** The working folder's commit; null outside a repository, or without git. */
function commit(): string | null {
  try {
    const text = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return text.trim() || null;
  } catch {
    return null;
  }
}
