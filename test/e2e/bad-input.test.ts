/** What a person gets wrong: one clear sentence each, exit code 2, no stack trace. */
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyConfig, workFolder, wristill, writeConfig } from "./program.ts";

let folder: Awaited<ReturnType<typeof workFolder>>;
beforeAll(async () => {
  folder = await workFolder();
});
afterAll(() => folder.remove());

/** Run a configuration; what is said on stderr. */
async function complaint(config: object, ...args: string[]): Promise<string> {
  await writeConfig(folder.path, config);
  const { code, stdout, stderr } = await wristill(folder.path, "run", "run.yaml", ...args);
  expect(code, stderr).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).not.toMatch(/^\s+at /m);
  const said = stderr.split("\n").filter((line) => line.startsWith("wristill: "));
  expect(said.length, stderr).toBe(1);
  expect(stderr).not.toContain("undefined");
  return stderr.slice(stderr.indexOf("wristill: "));
}

/** Own recordings: three people, two classes, unless files are given in their place. */
async function ownRecordings(changed: Readonly<Record<string, string>> = {}): Promise<object> {
  const data = join(folder.path, "data");
  await rm(data, { recursive: true, force: true });
  const files: Record<string, string> = { "wristill-data.yaml": description };
  for (const label of ["sit", "walk"]) {
    for (const person of ["p1", "p2", "p3"]) files[`${label}/${person}.csv`] = recording;
  }
  for (const [path, text] of Object.entries({ ...files, ...changed })) {
    if (text === "") continue;
    await mkdir(dirname(join(data, path)), { recursive: true });
    await writeFile(join(data, path), text === empty ? "" : text);
  }
  return { ...own, data: { ...own.data, path: "data" } };
}

const empty = "(no bytes)";
const header = "ax,ay,az";
const rows = Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},9.81,${i % 5}`);
const recording = [header, ...rows, ""].join("\n");
const description = `sampleRate: 50
modalities: { acc: { columns: [ax, ay, az], unit: m/s² } }
label: { folder: 1 }
subject: { path: "(p[0-9])[.]csv$" }
classes: [sit, walk]
`;
const own = {
  name: "own",
  data: {
    dataset: "folder",
    modalities: { acc: { steps: 16 } },
    split: { test: 1, validation: 1 },
  },
  student: { network: "cnn1d-tiny", inputs: ["acc"] },
  method: { name: "none" },
  train: { student: { epochs: 1, batchSize: 4 } },
  quantize: null,
  benchmark: null,
};

function without(pattern: RegExp): Record<string, string> {
  const paths = ["sit", "walk"].flatMap((label) => [1, 2, 3].map((i) => `${label}/p${i}.csv`));
  return Object.fromEntries(paths.filter((path) => pattern.test(path)).map((path) => [path, ""]));
}

describe("a person's own recordings", () => {
  test("good ones are taken", async () => {
    await writeConfig(folder.path, await ownRecordings());
    const { code, stderr } = await wristill(folder.path, "run", "run.yaml");
    expect(code, stderr).toBe(0);
  });

  test("no such folder", async () => {
    const said = await complaint({ ...own, data: { ...own.data, path: "nowhere" } });
    expect(said).toMatch(/no data at .*nowhere/);
  });

  test("no path at all", async () => {
    expect(await complaint(own)).toMatch(/data set "folder" .*needs its files/);
  });

  test.each([
    ["an empty file", empty, /sit\/p2\.csv.*empty/],
    ["a header alone", `${header}\n`, /sit\/p2\.csv/],
    ["a ragged row", `${header}\n1,2,3\n1,2\n`, /sit\/p2\.csv, line 3/],
    ["text where a number belongs", `${header}\n1,2,3\n1,x,3\n`, /sit\/p2\.csv, line 3.*"x"/],
    ["a column by another name", "ax,ay,zz\n1,2,3\n", /sit\/p2\.csv.*"az".*zz/s],
    [
      "a stretch of NaN",
      `${header}\n1,2,3\nNaN,2,3\nNaN,2,3\n1,2,3\n`,
      /sit\/p2\.csv, lines 3 to 4/,
    ],
  ])("%s", async (_, text, expected) => {
    expect(await complaint(await ownRecordings({ "sit/p2.csv": text }))).toMatch(expected);
  });

  test("a label that is not among the classes", async () => {
    const said = await complaint(await ownRecordings({ "walks/p1.csv": recording }));
    expect(said).toMatch(/walks\/p1\.csv.*unknown label "walks".*did you mean "walk"/s);
  });

  test("two people only", async () => {
    const said = await complaint(await ownRecordings(without(/p3/)));
    expect(said).toContain("2 subjects (p1, p2) can't be split into 3 parts by subject");
  });

  test("a class that nobody in training shows", async () => {
    const config = (await ownRecordings(without(/walk\/p[12]/))) as typeof own;
    const split = { test: ["p3"], validation: ["p2"] };
    const said = await complaint({ ...config, data: { ...config.data, split } });
    expect(said).toMatch(/nobody in training shows "walk" \(subjects p1\)/);
  });
});

describe("MAT files", () => {
  const config = {
    ...own,
    data: { dataset: "utd-mhad", path: "mat", modalities: { acc: { steps: 16 } } },
  };
  const header = Buffer.alloc(128, " ");
  header.set([0x00, 0x01, 0x49, 0x4d], 124);
  const cut = Buffer.concat([header, Buffer.from([14, 0, 0, 0, 0, 4, 0, 0, 6, 0, 0, 0])]);

  test.each([
    ["cut short", cut, /a1_s1_t1_inertial\.mat, byte 128: cut short/],
    [
      "of another kind",
      Buffer.alloc(400, "text "),
      /a1_s1_t1_inertial\.mat, byte 126: not a MAT file/,
    ],
    ["without bytes", Buffer.alloc(0), /a1_s1_t1_inertial\.mat, byte 0: shorter than the header/],
  ])("%s", async (_, bytes, expected) => {
    await mkdir(join(folder.path, "mat"), { recursive: true });
    for (const kind of ["inertial", "skeleton"])
      await writeFile(join(folder.path, "mat", `a1_s1_t1_${kind}.mat`), bytes);
    expect(await complaint(config)).toMatch(expected);
  });
});

describe("the configuration", () => {
  test.each([
    [
      "an unknown method",
      { method: { name: "pskdd" } },
      /line \d+: .*"pskdd"; did you mean "pskd"/,
    ],
    ["an unknown key", { seedz: [1] }, /line \d+: seedz: no such key; did you mean seeds/],
    [
      "an unknown option of a network",
      { student: { network: "cnn1d-tiny", inputs: ["acc"], options: { filter: [1, 2, 3] } } },
      /line \d+: student\.options\.filter: unknown option of cnn1d-tiny "filter"; did you mean "filters"/,
    ],
    [
      "a modality that is not there",
      { student: { network: "cnn1d-tiny", inputs: ["gyro"] } },
      /unknown modality "gyro"/,
    ],
    [
      "a depth that makes no network",
      { teachers: { acc: { network: "wrn1d", inputs: ["acc"], options: { depth: 11 } } } },
      /depth must be 6N \+ 4, got 11/,
    ],
    [
      "one input for a network that fuses",
      { teachers: { both: { network: "fuse", inputs: ["acc"] } } },
      /fuse: expected two or more modalities, got 1/,
    ],
    [
      "two inputs for a network that reads one",
      { student: { network: "cnn1d-tiny", inputs: ["acc", "skeleton"] } },
      /cnn1d-tiny: expected one modality, got 2: acc, skeleton/,
    ],
    [
      "kernels that are too few",
      { student: { network: "cnn1d-tiny", inputs: ["acc"], options: { kernels: [5] } } },
      /cnn1d-tiny: option kernels: expected 3 of them, .* got \[5\]/,
    ],
    [
      "two teachers for a method of one",
      { method: { name: "kd" } },
      /"kd" learns from one teacher, got 2/,
    ],
    ["no teacher", { teachers: {}, method: { name: "kd" } }, /"kd" learns from one teacher, got 0/],
  ])("%s", async (_, change, expected) => {
    expect(await complaint({ ...tinyConfig, ...change })).toMatch(expected);
  });

  test("no such file", async () => {
    const { code, stderr } = await wristill(folder.path, "run", "absent.yaml");
    expect(code).toBe(2);
    expect(stderr).toContain("there is no configuration file absent.yaml");
  });
});

describe("the run folder", () => {
  test.skipIf(process.getuid?.() === 0)("not writable (needs a user other than root)", async () => {
    const locked = join(folder.path, "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    expect(await complaint(tinyConfig, "--out", "locked")).toMatch(/cannot use .*locked/);
  });

  test("a file in its place", async () => {
    await writeFile(join(folder.path, "taken"), "");
    expect(await complaint(tinyConfig, "--out", "taken")).toMatch(/cannot use .*taken/);
  });

  test("somebody else's folder", async () => {
    await mkdir(join(folder.path, "theirs", "tiny"), { recursive: true });
    await writeFile(join(folder.path, "theirs", "tiny", "letter.txt"), "dear");
    expect(await complaint(tinyConfig, "--out", "theirs")).toMatch(/theirs.tiny/);
  });
});
