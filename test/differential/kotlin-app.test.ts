/** The Kotlin of the Android app, compiled and run where there is a compiler: the same labels as the library's. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { quietTf } from "#record/quiet";
import type { Section } from "#sensors/row-filter";
import type { RowOperation } from "#sensors/row-operation";
import { exportApp } from "#src/pipeline/app/export-app";
import type { GoldenVectors } from "#src/pipeline/app/golden-vectors";
import { android } from "#src/pipeline/app/kinds/android";
import type { AppManifest } from "#src/pipeline/app/manifest";
import type { SmoothingChoice } from "#stream/activity-stream";
import { testEveryCase, windowsOf } from "#test/support/app-cases";

const kotlinc = process.env.WRISTILL_KOTLINC ?? "kotlinc";
const compiles = spawnSync(kotlinc, ["-version"], { stdio: "ignore" }).status === 0;
const sources = ["Manifest", "RowChain", "ActivityStream", "Check"].map((name) =>
  join("templates/android/app/src/main/java/com/example/activity", `${name}.kt`),
);
const run = promisify(execFile);

describe.skipIf(!compiles)(`Kotlin${compiles ? "" : " (skipped: no kotlinc)"}`, () => {
  let folder: string;
  beforeAll(async () => {
    quietTf();
    folder = await mkdtemp(join(tmpdir(), "wristill-kotlin-"));
    const jar = join(folder, "check.jar");
    const main = "test/differential/app_check.kt";
    await run(kotlinc, [...sources, main, "-include-runtime", "-d", jar]);
  }, 400_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  testEveryCase(holds);

  async function holds(name: string, bytes: Uint8Array, smoothing: SmoothingChoice) {
    const out = join(folder, name);
    const settings = { smoothing, threshold: 0.3, hop: 0.4 };
    await exportApp(bytes, "model.onnx", { app: "android", out, ...settings });
    const file = join(folder, "numbers.txt");
    const { text, windows } = await numbers(out, bytes, settings);
    await writeFile(file, text);
    const main = "com.example.activity.App_checkKt";
    const { stdout } = await run("java", ["-cp", join(folder, "check.jar"), main, file]);
    expect(stdout).toBe(`${windows} windows, 0 problems []\n`);
  }
});

/** Manifest, stream and expected answers as lines of numbers; with every window the logits that the model gives it. */
async function numbers(
  out: string,
  bytes: Uint8Array,
  { smoothing, threshold }: { smoothing: { name: string }; threshold: number },
) {
  const read = async <T>(name: string): Promise<T> =>
    JSON.parse(await readFile(join(out, android.assets, name), "utf8"));
  const manifest = await read<AppManifest>("manifest.json");
  const { stream } = await read<GoldenVectors>("vectors.json");
  const { sampleRate, window, hop, classes, channels, temperature, longestGap } = manifest;
  const { places, parts, ratio, kernel, sampleRate: rowRate } = manifest.processing ?? nothing;
  const { stay, evidence, windows } = { stay: 0, evidence: 1, windows: 1, ...manifest.smoothing };
  const asked = await windowsOf(bytes, stream.rows, { hop: hop / sampleRate, longestGap });
  const { answers } = stream;
  const lines = [
    [sampleRate, window, hop, classes.length, channels.length],
    [temperature, threshold, longestGap],
    [smoothing.name],
    [stay, evidence, windows],
    [manifest.inputs[0]!.channels],
    places,
    [parts.length],
    ...parts.flatMap(({ width, operations }) => [
      [width, operations.length],
      ...operations.flatMap(linesOf),
    ]),
    [rowRate, ratio.up, ratio.down, kernel?.reach ?? 0],
    ...[[kernel?.weights.length ?? 0], ...(kernel?.weights ?? [])],
    ...[[stream.rows.length], ...stream.rows],
    ...[
      [answers.length],
      ...answers.flatMap((it) => [[it.start, it.index, it.confidence], it.samples ?? []]),
    ],
    ...[[asked.length], ...asked.flatMap(({ samples, logits }) => [samples, logits])],
  ];
  return { text: lines.map((line) => line.join(" ")).join("\n"), windows: asked.length };
}

const nothing: NonNullable<AppManifest["processing"]> = {
  ...{ sampleRate: 0, parts: [], places: [], ratio: { up: 1, down: 1 } },
};

/** Its kind, then its numbers. */
function linesOf(operation: RowOperation): (readonly (number | string)[])[] {
  const { kind } = operation;
  switch (kind) {
    case "pick":
      return [[kind], operation.places];
    case "scale":
      return [[kind], [operation.factor]];
    case "magnitude":
      return [[kind], [Number(operation.append)]];
    case "subtract-mean":
      return [[kind], operation.from, operation.of];
    case "subtract-weighted":
      return [
        [kind],
        operation.from,
        ...operation.of.map((each) => each.flatMap(({ place, weight }) => [place, weight])),
      ];
    case "filter":
      return [[kind], flat(operation.sections)];
    case "gravity":
      return [[kind, operation.keep], flat(operation.sections)];
    case "standardise":
      return [[kind], [operation.factor, operation.floor]];
  }
}

const flat = (sections: readonly Section[]) =>
  sections.flatMap(({ b0, b1, b2, a1, a2 }) => [b0, b1, b2, a1, a2]);
