/** @file Python, for tests that hold ours against the reference; they say so where they skip. */
import { execFileSync, spawnSync } from "node:child_process";

export const python = process.env.WRISTILL_PYTHON ?? "python3";

/** Whether Python has the modules; pass them comma-separated, as `import` takes them. */
export function pythonHas(modules: string): boolean {
  return spawnSync(python, ["-c", `import ${modules}`], { stdio: "ignore" }).status === 0;
}

/** What a script prints, read as JSON. Warnings on stderr are not shown. */
export function runPython(script: URL, ...args: readonly string[]): unknown {
  const out = execFileSync(python, [script.pathname, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(out);
}
