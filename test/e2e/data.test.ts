/** `wristill data`, as people call it: on the demo, on folders of their own, on real sets where they lie beside the project. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyConfig, workFolder, wristill, writeConfig } from "./program.ts";

let folder: Awaited<ReturnType<typeof workFolder>>;
const cacheBefore = process.env.XDG_CACHE_HOME;
beforeAll(async () => {
  folder = await workFolder();
  process.env.XDG_CACHE_HOME = join(folder.path, "cache");
});
afterAll(async () => {
  if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = cacheBefore;
  await folder.remove();
});

async function succeeds(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await wristill(folder.path, "data", ...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

async function complains(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await wristill(folder.path, "data", ...args);
  expect(code, stderr).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain("undefined");
  return stderr;
}

const rows = Array.from({ length: 200 }, (_, i) => `${Math.sin(i / 5)},9.81,${i % 5}`);
const description = `sampleRate: 50
modalities: { acc: { columns: [ax, ay, az], unit: m/s² } }
label: { folder: 1 }
subject: { path: "(p[0-9])[.]csv$" }
`;

/** Three people, two classes, unless files are given in their place. */
async function ownRecordings(changed: Readonly<Record<string, string>> = {}): Promise<string> {
  const place = join(folder.path, "own");
  await rm(place, { recursive: true, force: true });
  const files: Record<string, string> = { "wristill-data.yaml": description };
  for (const label of ["sit", "walk"])
    for (const person of ["p1", "p2", "p3"])
      files[`${label}/${person}.csv`] = ["ax,ay,az", ...rows, ""].join("\n");
  for (const [path, text] of Object.entries({ ...files, ...changed })) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), text);
  }
  return "own";
}

describe("inspect", () => {
  test("the demo: text, JSON and a page", async () => {
    const text = await succeeds("inspect", "demo", "--html", "pages/demo.html");
    expect(text).toContain("10 classes, 12 people, 600 recordings");
    expect(text).toMatch(/\npage {2}pages\/demo\.html\n$/);
    const page = await readFile(join(folder.path, "pages", "demo.html"), "utf8");
    expect(page).toContain("<h1>Demo (synthetic)</h1>");
    const told = JSON.parse(await succeeds("inspect", "demo", "--json"));
    expect(told).toMatchObject({ name: "demo", recordings: 600, unlabelled: 0 });
    expect(told).not.toHaveProperty("examples");
  });

  test("a folder of one's own, and a configuration that reads it", async () => {
    const place = await ownRecordings();
    const text = await succeeds("inspect", place);
    expect(text).toMatch(/2 classes, 3 people, 6 recordings, 24 s/);
    expect(text).toMatch(/^acc +g +3 +50 /m);
    const { teachers: _, ...config } = tinyConfig;
    const data = { dataset: "folder", path: place, modalities: { acc: { steps: 32 } } };
    const student = { ...tinyConfig.student, inputs: ["acc"] };
    await writeConfig(folder.path, { ...config, data, student, method: { name: "none" } });
    expect(await succeeds("inspect", "run.yaml")).toBe(text);
  });

  test("units that can't be right are told", async () => {
    const place = await ownRecordings({
      "wristill-data.yaml": description.replace("m/s²", "g"),
    });
    expect(await succeeds("inspect", place)).toContain("it looks like m/s², not g");
  });

  test.each([
    ["a broken file", { "sit/p2.csv": "ax,ay,az\n1,2,x\n" }, /sit\/p2\.csv, line 2.*"x"/],
    [
      "a broken description",
      { "wristill-data.yaml": "sampelRate: 5\n" },
      /sampleRate: it is missing; .*sampelRate: unknown key, did you mean "sampleRate"/,
    ],
  ])("%s", async (_, changed, expected) => {
    expect(await complains("inspect", await ownRecordings(changed))).toMatch(expected);
  });

  test("names that are wrong", async () => {
    expect(await complains("inspect", "dmo")).toMatch(/"dmo", and no such file.*"demo"/s);
    await mkdir(join(folder.path, "empty"), { recursive: true });
    const empty = await complains("inspect", "empty");
    expect(empty).toMatch(/empty: no wristill-data\.yaml here.*<name> --path empty/s);
    expect(await complains("inspect", "uci-har")).toMatch(/`wristill data get uci-har` fetches/);
    expect(await complains("inspect", "uci-har", "--path", "empty")).toContain("empty");
    await writeFile(join(folder.path, "taken"), "");
    const taken = await complains("inspect", "demo", "--html", "taken/page.html");
    expect(taken).toContain("cannot write taken/page.html");
  });

  const shared = resolve("..", "shared", "data");
  for (const [name, place, expected] of [
    ["utd-mhad", "UTD-MHAD", /27 classes, 8 people, 861 recordings/],
    ["hmp", "HMP", /14 classes, 16 people, 839 recordings, 3 h 53 min/],
    ["eegmmidb", "EEGMMIDB", /4 classes, 11 people, 30 recordings/],
    ["racket-sports", "UEA-watch", /4 classes, 303 recordings.*do not say who is who/s],
  ] as const) {
    const path = join(shared, place);
    test.skipIf(!existsSync(path))(
      `${name} (needs ${join("..", "shared", "data", place)})`,
      async () => {
        expect(await succeeds("inspect", name, "--path", path)).toMatch(expected);
      },
    );
  }
});

describe("preview", () => {
  test("a chain on the demo: text, and a page", async () => {
    const text = await succeeds("preview", "demo", "--augment", "jitter,time-warp(sigma=0.4)");
    expect(text).toContain("Demo (synthetic): jitter, time-warp(sigma=0.4)");
    expect(text).toMatch(/^ {4}after {3}[▁-█]{78}$/m);
    const page = ["--augment", "mixup", "--html", "preview.html"];
    expect(await succeeds("preview", "demo", ...page)).toBe("preview.html\n");
    expect(await readFile(join(folder.path, "preview.html"), "utf8")).toContain("Before and after");
  });

  test("a configuration's own windows and chain", async () => {
    await writeConfig(folder.path, tinyConfig);
    expect(await succeeds("preview", "run.yaml")).toContain("Demo (synthetic): jitter, time-warp");
  });

  test("what can't be", async () => {
    expect(await complains("preview", "demo")).toContain("--augment is missing");
    expect(await complains("preview", "demo", "--augment", "jiter")).toMatch(
      /unknown augmentation "jiter".*"jitter"/s,
    );
    expect(await complains("preview", "demo", "--augment", "jitter(sigma=-1)")).toMatch(/sigma/);
    expect(await complains("preview", "demo", "--augment", "jitter", "--seed", "x")).toMatch(
      /--seed: expected a whole number/,
    );
  });
});

describe("get", () => {
  test("what is there already is not fetched again; licence and citation are told", async () => {
    await mkdir(join(folder.path, "set"), { recursive: true });
    await writeFile(join(folder.path, "set", "RacketSports.zip"), "as if it had come");
    const text = await succeeds("get", "racket-sports", "--to", "set");
    expect(text).toContain("nothing to fetch, all of it is there");
    expect(text).toMatch(/^RacketSports\.zip +17 B +[0-9a-f]{16}$/m);
    expect(text).toMatch(/^licence {2}.+\ncite {5}.+/m);
    expect(text).toContain("wristill data inspect racket-sports --path set");
    const told = JSON.parse(await succeeds("get", "racket-sports", "--to", "set", "--json"));
    expect(told).toMatchObject({ folder: "set", fetched: 0 });
    expect(told.files[0].sha256).toHaveLength(64);
  });

  test("what nobody can fetch for a person is explained", async () => {
    const said = await complains("get", "umafall");
    expect(said).toMatch(/can't be fetched.*1\. .*2\. put what you got into .*umafall/s);
    expect(await complains("get", "ucihar")).toMatch(/did you mean "uci-har"/);
    expect(await complains("get")).toMatch(/name/i);
  });
});
