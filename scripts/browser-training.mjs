// Measures the recorded step in a real Chromium and writes benchmarks/results/browser-training.{md,json}.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const test = ["run", "--project", "browser", "test/browser/training-speed.test.ts"];
const vitest = spawn(process.execPath, [path("node_modules/vitest/vitest.mjs"), ...test], {
  cwd: path("."),
  env: { ...process.env, WRISTILL_BROWSER_RESULTS: path("benchmarks/results") },
  stdio: "inherit",
});
vitest.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
