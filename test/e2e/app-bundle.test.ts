import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import type { ProcessingChoice } from "#core/signal";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { completeSteps, processSignal } from "#sensors/process-signal";
import { type ExportAppOptions, exportApp } from "#src/pipeline/app/export-app";
import type { GoldenVectors } from "#src/pipeline/app/golden-vectors";
import * as kinds from "#src/pipeline/app/kinds/entries";
import { type AppManifest, appJsonSchema, appManifest } from "#src/pipeline/app/manifest";
import { templateFiles } from "#src/pipeline/app/template-files";
import { cnn1dBranches } from "#students/cnn1d-branches";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, classes, exportedModel, waves } from "#test/support/exported";
import { npy, npz } from "#test/support/numpy-files";
import { temporaryFolder } from "#test/support/temporary-folder";

let bytes: Uint8Array;
beforeAll(() => {
  quietTf();
  ({ bytes } = exportedModel());
});

const settings = { app: "node", smoothing: { name: "hmm" }, threshold: 0.3 };

async function exported(changes: Partial<ExportAppOptions> = {}, model = bytes) {
  const folder = changes.out ?? join(await temporaryFolder(), "app");
  const result = await exportApp(model, "model.onnx", { ...settings, out: folder, ...changes });
  return { folder, ...result };
}

const jsonAt = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(...path), "utf8"));

/** What an exported bundle's own code finds. */
interface Check {
  check(
    manifest: AppManifest,
    vectors: GoldenVectors,
    run: (window: Float32Array) => Promise<Float32Array>,
  ): Promise<{ windows: number; largest: number; problems: string[] }>;
}

interface OpenModel {
  openModel(
    ort: object,
    model: string,
    manifest: AppManifest,
  ): Promise<(window: Float32Array) => Promise<Float32Array>>;
}

interface Heard {
  readonly start: number;
  readonly skipped: number;
}

async function checked(folder: string, change: (vectors: GoldenVectors) => unknown = () => {}) {
  const manifest = await jsonAt<AppManifest>(folder, "manifest.json");
  const vectors = await jsonAt<GoldenVectors>(folder, "vectors.json");
  change(vectors);
  const { check } = (await import(pathToFileURL(join(folder, "check.js")).href)) as Check;
  const session = await createOrtNodeSession(await readFile(join(folder, "model.onnx")));
  const { openModel } = (await import(
    pathToFileURL(join(folder, "run-model.js")).href
  )) as OpenModel;
  const ort = {
    InferenceSession: { create: async () => session },
    Tensor: function tensor(dtype: string, data: Float32Array, shape: number[]) {
      return { dtype, data, shape };
    },
  };
  return check(manifest, vectors, await openModel(ort, "", manifest));
}

test("the shipped schema is the one that manifests are made by", async () => {
  const file = new URL("../../schema/wristill-app.schema.json", import.meta.url);
  await expect(`${JSON.stringify(appJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file.pathname);
});

describe.each(Object.values(kinds))("$name", (kind) => {
  test("is a folder with model, manifest, vectors, code and a page that says how to start", async () => {
    const { folder, files, facts } = await exported({ app: kind.name });
    const manifest = appManifest.parse(await jsonAt(folder, kind.assets, "manifest.json"));
    expect(manifest).toMatchObject({
      classes,
      sampleRate: 50,
      window: 64,
      hop: 32,
      threshold: 0.3,
    });
    expect(await readFile(join(folder, kind.assets, manifest.model.file))).toEqual(
      Buffer.from(bytes),
    );
    const vectors = await jsonAt<GoldenVectors>(folder, kind.assets, "vectors.json");
    expect(vectors.windows).toHaveLength(8);
    expect(vectors.stream.answers.length).toBeGreaterThan(8);
    const names = files.map(({ path }) => path.slice(folder.length + 1));
    expect(names).toEqual(expect.arrayContaining(Object.keys(await templateFiles(kind.templates))));
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain("vectors.json");
    expect(facts.vectors).toMatch(/^8 windows, made up/);
  });
});

describe("the code of the bundle answers like the library", () => {
  test.each([
    { name: "none" },
    { name: "majority", options: { windows: 3 } },
    { name: "majority", options: { windows: 2 } }, // votes are equal, often
    { name: "hmm", options: { dwell: 3 } },
  ])("smoothed by $name", async (smoothing) => {
    const { folder } = await exported({ smoothing, hop: 0.4 });
    expect(await checked(folder)).toEqual({ windows: 8, largest: 0, problems: [] });
  });

  test.each([1, 20, 32, 100, 160, 250, 500, 512, 1000, 2000])("at %i Hz", async (sampleRate) => {
    const signal = { length: 64, channels: ["x", "y", "z"], sampleRate, unit: "g" };
    const model = exportedModel(undefined, { signals: { acc: signal } });
    const { folder } = await exported({}, model.bytes);
    expect((await checked(folder)).problems).toEqual([]);
  });

  test("and says where it does not", async () => {
    const { folder } = await exported();
    const { problems } = await checked(folder, ({ windows, stream }) => {
      (windows[2]!.logits as number[])[1]! += 1;
      Object.assign(stream.answers[3]!, { confidence: 0 });
      (stream.answers as object[]).push(stream.answers[0]!);
    });
    expect(problems).toEqual([
      expect.stringMatching(/^window 2: logits differ by/),
      expect.stringMatching(/^stream: \d+ windows, expected \d+$/),
      expect.stringMatching(/^stream, window 3: .* expected class/),
    ]);
  });

  test("a model that is slower than its sensor leaves out the oldest windows, and counts them", async () => {
    const { folder } = await exported();
    const manifest = await jsonAt<AppManifest>(folder, "manifest.json");
    const { ActivityStream } = await import(pathToFileURL(join(folder, "activity-stream.js")).href);
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const starts: number[] = [];
    const counted: number[] = [];
    const run = () => slow.then(() => new Float32Array(classes.length));
    const stream = new ActivityStream(manifest, run, (answer: Heard) => {
      starts.push(answer.start);
      counted.push(answer.skipped);
    });
    const seconds = (rows: number) => rows / manifest.sampleRate;
    const windows = 20;
    const rows = manifest.window + (windows - 1) * manifest.hop;
    let answered = Promise.resolve();
    for (let i = 0; i <= rows; i++) answered = stream.push(seconds(i), [0, 0, 0]);
    expect(stream.waiting).toHaveLength(8);
    stream.push(100, [0, 0, 0]); // a gap, and windows behind it
    for (let i = 1; i <= manifest.window; i++) stream.push(100 + seconds(i), [0, 0, 0]);
    release();
    await answered;
    const from = (window: number) => seconds(window * manifest.hop);
    const newest = Array.from({ length: 7 }, (_, i) => from(windows - 7 + i));
    expect(starts).toEqual([0, ...newest, 100]); // the first was with the model already
    expect(counted.at(-1)).toBe(windows + 1 - starts.length);
    expect(stream.skipped).toBe(windows + 1 - starts.length);
  });

  test("a window that the model fails on is its pusher's to hear of; the next are answered", async () => {
    const { folder } = await exported();
    const manifest = await jsonAt<AppManifest>(folder, "manifest.json");
    const { ActivityStream } = await import(pathToFileURL(join(folder, "activity-stream.js")).href);
    let [asked, heard] = [0, 0];
    const run = async () => {
      if (asked++ === 0) throw new Error("out of memory");
      return new Float32Array(classes.length);
    };
    const stream = new ActivityStream(manifest, run, () => heard++);
    const failed: string[] = [];
    for (let i = 0; i <= manifest.window + 2 * manifest.hop; i++)
      await stream
        .push(i / manifest.sampleRate, [0, 0, 0])
        .catch((error: Error) => failed.push(error.message));
    expect(failed).toEqual(["out of memory"]);
    expect(heard).toBe(2);
  });

  test("as a program, installed and run", async () => {
    const { folder } = await exported();
    await symlink(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["main.js", "--check"], { cwd: folder });
    expect(stdout).toBe("8 windows, logits within 0: 0 problems\n");
    const rows = Array.from({ length: 200 }, (_, i) => `${i / 50},${Math.sin(i / 9)},0,1`);
    rows.splice(32, 0, ""); // no row at all
    const labelled = run(process.execPath, ["main.js"], { cwd: folder });
    labelled.child.stdin!.end(`time,x,y,z\n${rows.join("\n")}\n`);
    const label = `(${[...classes, "unknown"].join("|")})`;
    expect((await labelled).stdout).toMatch(new RegExp(`^1\\.28 s {2}${label} {2}\\d+ % {2}`));
    rows[100] = "1.98,,0,1"; // a missing value is a gap, and no 0
    const broken = run(process.execPath, ["main.js"], { cwd: folder });
    broken.child.stdin!.end(rows.slice(60, 140).join("\n"));
    expect((await broken).stdout).toBe("");
    const vectors = await jsonAt<GoldenVectors>(folder, "vectors.json");
    const wrong = { ...vectors, stream: { ...vectors.stream, answers: [] } };
    await writeFile(join(folder, "vectors.json"), JSON.stringify(wrong));
    await expect(
      run(process.execPath, ["main.js", "--check"], { cwd: folder }),
    ).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("expected 0"),
    });
  }, 60_000);
});

describe("a person's own windows", () => {
  async function windowsFile(labels?: Int32Array): Promise<string> {
    const { acc } = waves(builtNetwork(cnn1dTiny), 60, 5);
    const file = join(await temporaryFolder(), "mine.npz");
    const arrays = {
      acc: npy(acc!.data, acc!.shape),
      ...(labels && { labels: npy(labels, [60]) }),
    };
    await writeFile(file, npz(arrays));
    return file;
  }

  test("are the golden vectors, and with labels the temperature is fitted to them", async () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 4); // nothing to be sure of
    const { folder, facts } = await exported({ calibrate: await windowsFile(labels) });
    const { temperature } = await jsonAt<AppManifest>(folder, "manifest.json");
    expect(temperature).toBeGreaterThan(1);
    expect(facts.temperature).toBe(`${temperature.toFixed(2)}, fitted to 60 labelled windows`);
    expect((await jsonAt<GoldenVectors>(folder, "vectors.json")).source).toBe("mine.npz");
    expect((await checked(folder)).problems).toEqual([]);
  });

  test("without labels leave it at 1, and it is said", async () => {
    const { folder, facts } = await exported({ calibrate: await windowsFile() });
    expect((await jsonAt<AppManifest>(folder, "manifest.json")).temperature).toBe(1);
    expect(facts.temperature).toMatch(/^1, not calibrated/);
  });
});

test("the temperature that the file says is the app's", async () => {
  const graph = decodeModel(bytes);
  graph.metadata.set("temperature", "2.5");
  const { folder, facts } = await exported({}, encodeModel(graph));
  expect((await jsonAt<AppManifest>(folder, "manifest.json")).temperature).toBe(2.5);
  expect(facts.temperature).toBe("2.50, as the model says");
});

test("a second export leaves a person's code alone", async () => {
  const out = join(await temporaryFolder(), "mine");
  await mkdir(out);
  await writeFile(join(out, "main.js"), "// mine");
  const { facts } = await exported({ out });
  expect(await readFile(join(out, "main.js"), "utf8")).toBe("// mine");
  expect(facts.kept).toBe("1 files of code that were there already");
  expect((await exported({ out, threshold: 0.9 })).facts.kept).toMatch(/^[5-9] files/);
  expect((await jsonAt<AppManifest>(out, "manifest.json")).threshold).toBe(0.9);
});

describe("models whose signals were processed", () => {
  const acc = { name: "acc", channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };
  const gyro = { ...acc, name: "gyro", unit: "rad/s" };
  const filtered = [
    { name: "low-pass", options: { cutoff: 10 } },
    { name: "magnitude", options: {} },
  ];

  /** A model that reads what the steps make of what is measured, `kept` of it, at `rate` Hz. */
  function processedModel(
    steps: readonly Partial<ProcessingChoice>[],
    { measured = [acc], kept = (names: string[]) => names, rate = 50 } = {},
  ): Uint8Array {
    const processing = completeSteps(steps);
    const names = measured.flatMap((signal) => {
      const format = { ...signal, data: new Float32Array(signal.channels.length) };
      const { channels } = processSignal(format, processing);
      return measured.length === 1 ? channels : channels.map((each) => `${signal.name}.${each}`);
    });
    const channels = kept(names);
    const unit = measured.map((signal) => signal.unit).join(", ");
    const signal = { length: 64, channels, sampleRate: rate, unit, processing, measured };
    const input = { modality: "imu", length: 64, channels: channels.length };
    return exportedModel(builtNetwork(cnn1dTiny, {}, [input]), { signals: { imu: signal } }).bytes;
  }

  test.each([
    ["filtered, with magnitudes", processedModel.bind(null, filtered, {})],
    ["gravity apart from the body", processedModel.bind(null, [{ name: "gravity" }], {})],
    [
      "in a band, standardised",
      processedModel.bind(
        null,
        [
          { name: "band-pass", options: { from: 0.5, to: 12 } },
          { name: "exponential-standardise", options: { initial: 0, factor: 0.01 } },
          { name: "scale", options: { factor: 2 } },
          { name: "reference" },
        ],
        {},
      ),
    ],
    [
      "joined, some channels kept in another order",
      processedModel.bind(null, filtered, {
        measured: [acc, gyro],
        kept: (names) => names.toReversed().slice(0, 5),
      }),
    ],
    [
      "measured at twice the rate",
      processedModel.bind(null, filtered, { measured: [{ ...acc, sampleRate: 100 }] }),
    ],
    [
      "measured at a rate with no small ratio",
      processedModel.bind(null, filtered, { measured: [{ ...acc, sampleRate: 64 }], rate: 51.2 }),
    ],
  ])("%s: the bundle does the same, to the bit", async (_, model) => {
    const { folder, facts } = await exported({ hop: 0.4 }, model());
    expect(facts.processing).toMatch(/^imu: .*; done on the device, row by row$/);
    const manifest = appManifest.parse(await jsonAt(folder, "manifest.json"));
    expect(manifest.channels[0]).toEqual({ sensor: "accelerometer", axis: "x", unit: "g" });
    const { stream } = await jsonAt<GoldenVectors>(folder, "vectors.json");
    expect(stream.answers.filter(({ samples }) => samples)).toHaveLength(8);
    expect(await checked(folder)).toEqual({ windows: 8, largest: 0, problems: [] });
    const asked = await askedWindows(folder, stream.rows);
    for (const [i, { samples }] of stream.answers.entries())
      if (samples) expect([...asked[i]!]).toEqual(samples);
  });

  /** What the bundle's own stream makes of rows. */
  async function askedWindows(folder: string, rows: readonly (readonly number[])[]) {
    const manifest = await jsonAt<AppManifest>(folder, "manifest.json");
    const { ActivityStream } = await import(pathToFileURL(join(folder, "activity-stream.js")).href);
    const asked: Float32Array[] = [];
    const run = async (window: Float32Array) => {
      asked.push(window);
      return new Float32Array(classes.length);
    };
    const stream = new ActivityStream(manifest, run, () => {});
    for (const [time, ...row] of rows) await stream.push(time, row);
    return asked;
  }

  test("a filter that begins otherwise, or is another, is found", async () => {
    const { folder } = await exported({}, processedModel([{ name: "gravity" }]));
    const path = join(folder, "manifest.json");
    const manifest = await jsonAt<AppManifest>(folder, "manifest.json");
    const text = JSON.stringify(manifest).replace(/"b0":[^,]+/, '"b0":0.002');
    await writeFile(path, text);
    expect((await checked(folder)).problems[0]).toMatch(/^stream, window 0: value \d+ is/);
  });

  test("as a program, on rows of the sensor", async () => {
    const { folder } = await exported({ threshold: 0 }, processedModel(filtered));
    await symlink(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["main.js", "--check"], { cwd: folder });
    expect(stdout).toBe("8 windows, logits within 0: 0 problems\n");
    const rows = Array.from({ length: 200 }, (_, i) => `${i / 50},${Math.sin(i / 9)},0,1`);
    const labelled = run(process.execPath, ["main.js"], { cwd: folder });
    labelled.child.stdin!.end(rows.join("\n"));
    expect((await labelled).stdout).toMatch(/^1\.28 s {2}\w+ {2}\d+ % /);
  });

  test("beside an input that was not", async () => {
    const processing = completeSteps(filtered);
    const channels = ["x", "y", "z", "magnitude"];
    const inputs = [
      { modality: "acc", length: 64, channels: 4 },
      { modality: "gyro", length: 64, channels: 3 },
    ];
    const { bytes: both } = exportedModel(builtNetwork(cnn1dBranches, {}, inputs), {
      signals: {
        acc: { ...acc, length: 64, channels, processing, measured: [acc] },
        gyro: { ...gyro, length: 64 },
      },
    });
    const { folder } = await exported({ app: "web" }, both);
    const { processing: found, channels: rows } = await jsonAt<AppManifest>(
      folder,
      "manifest.json",
    );
    expect(rows).toHaveLength(6);
    expect(found!.parts.map(({ width }) => width)).toEqual([3, 3]);
    expect(found!.places).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((await checked(folder)).problems).toEqual([]);
  });

  test.each([
    [
      "what looks ahead",
      [{ name: "magnitude" }, { name: "low-pass", options: { form: "zero-phase" } }],
      /imu was processed by low-pass in a form that looks ahead.*\n.*train with `form: forward`/,
    ],
  ] as const)("are refused: %s", async (_, steps, message) => {
    await expect(exported({}, processedModel(steps))).rejects.toThrow(message);
  });

  test("Kotlin and Swift get the numbers of another rate, or are refused where there are too many", async () => {
    const at = (sampleRate: number) =>
      processedModel(filtered, { measured: [{ ...acc, sampleRate }] });
    const { folder } = await exported({ app: "ios" }, at(125));
    const { assets } = kinds.ios;
    const { processing } = await jsonAt<AppManifest>(folder, assets, "manifest.json");
    expect(processing!.ratio).toEqual({ up: 2, down: 5 });
    expect(processing!.kernel!.weights.map(({ length }) => length)).toEqual([52, 52]);
    for (const weights of processing!.kernel!.weights)
      expect(weights.reduce((sum, each) => sum + each)).toBeCloseTo(1, 2);
    await expect(exported({ app: "ios" }, at(50.3))).rejects.toThrow(
      /processed at 50.3 Hz and windows have 50 Hz, which have no small.*\n.*windows of 50.3 Hz.*--app node or react-native or web/,
    );
  });
});

test("unknown kinds are answered with the nearest", async () => {
  await expect(exported({ app: "webb" })).rejects.toThrow('did you mean "web"?');
});

test("the code in JavaScript and TypeScript is type-checked", async () => {
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  const run = promisify(execFile)(process.execPath, [tsc, "-p", "test/support/templates"]);
  expect(await run).toMatchObject({ stdout: "" });
}, 120_000);
