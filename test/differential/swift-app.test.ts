/** The Swift of the iOS app that knows nothing of Apple, compiled and run where there is a compiler: the same labels as the library's. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { quietTf } from "#record/quiet";
import { exportApp } from "#src/pipeline/app/export-app";
import type { GoldenVectors } from "#src/pipeline/app/golden-vectors";
import { ios } from "#src/pipeline/app/kinds/ios";
import type { AppManifest } from "#src/pipeline/app/manifest";
import type { SmoothingChoice } from "#stream/activity-stream";
import { testEveryCase, windowsOf } from "#test/support/app-cases";

const swiftc = process.env.WRISTILL_SWIFTC ?? "swiftc";
const compiles = spawnSync(swiftc, ["--version"], { stdio: "ignore" }).status === 0;
const sources = ["Manifest", "RowChain", "ActivityStream", "Check"].map((name) =>
  resolve("templates/ios/Sources/ActivityRecognition", `${name}.swift`),
);
const run = promisify(execFile);

describe.skipIf(!compiles)(`Swift${compiles ? "" : " (skipped: no swiftc)"}`, () => {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    quietTf();
    folder = await mkdtemp(join(tmpdir(), "wristill-swift-"));
    program = join(folder, "check");
    const main = resolve("test/differential/app_check.swift");
    const options = ["-static-stdlib", "-parse-as-library", "-warnings-as-errors", "-o", program];
    await run(swiftc, [...sources, main, ...options], { cwd: folder });
  }, 400_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  testEveryCase(holds);

  async function holds(name: string, bytes: Uint8Array, smoothing: SmoothingChoice) {
    const out = join(folder, name);
    const settings = { smoothing, threshold: 0.3, hop: 0.4 };
    await exportApp(bytes, "model.onnx", { app: "ios", out, ...settings });
    const resources = join(out, ios.assets);
    const read = async <T>(file: string): Promise<T> =>
      JSON.parse(await readFile(join(resources, file), "utf8"));
    const { hop, sampleRate, longestGap } = await read<AppManifest>("manifest.json");
    const { stream } = await read<GoldenVectors>("vectors.json");
    const asked = await windowsOf(bytes, stream.rows, { hop: hop / sampleRate, longestGap });
    await writeFile(join(resources, "asked.json"), JSON.stringify(asked));
    const { stdout } = await run(program, [resources]);
    expect(stdout).toBe(`${asked.length} windows, 0 problems []\n`);
  }
});
