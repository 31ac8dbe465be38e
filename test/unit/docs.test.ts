import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseDescription } from "#sensors/folder/description";
import { knownUnits } from "#sensors/folder/units";
import { commands } from "#src/cli/commands";
import { parseConfig } from "#src/pipeline/config";
import { descriptionJsonSchema, type JsonSchema } from "#src/pipeline/json-schema";
import { knownEntries } from "#src/pipeline/registries";

const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const text = Object.fromEntries(documents.map((name) => [name, readFileSync(name, "utf8")]));
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

/** `src/train/fit.ts`, [text](docs/report.png); not `runs/demo` or `<name>.ts`. */
function pathsIn(document: string): string[] {
  const roots = readdirSync(".")
    .filter((name) => name !== "runs") // what people make, not what is here
    .join("|")
    .replaceAll(".", "\\.");
  const quoted = document.matchAll(new RegExp(`\`((?:${roots})(?:/[\\w./-]+)?)\``, "g"));
  const linked = document.matchAll(/\]\(([\w./-]+)\)/g);
  return [...quoted, ...linked].map(([, path]) => path!);
}

describe.each(documents)("%s", (name) => {
  test("names files and folders that exist", () => {
    const missing = pathsIn(text[name]!).filter((path) => !existsSync(path));
    expect(missing).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    const scripts = [...text[name]!.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script!);
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });
});

test("the check of paths sees them", () => {
  expect(pathsIn("`src/no-such.ts` [a](docs/gone.png)")).toEqual([
    "src/no-such.ts",
    "docs/gone.png",
  ]);
});

describe("ARCHITECTURE.md", () => {
  const stages = readdirSync(".", { withFileTypes: true })
    .filter(({ name }) => name !== "src" && existsSync(`${name}/index.ts`))
    .map(({ name }) => name);
  const shared = readdirSync("src", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}`);

  test.each([...stages, ...shared])("has %s among the layers", (folder) => {
    const rows = text["ARCHITECTURE.md"]!.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.some((row) => row.split("|")[1]!.includes(`\`${folder}\``))).toBe(true);
  });

  test("states the import walls as they are", () => {
    const walls = [
      ...readFileSync("biome.json", "utf8").matchAll(/"message": "(\S+) may import (.+) only/g),
    ];
    expect(walls.length).toBeGreaterThan(10);
    for (const [, layer, list] of walls) {
      const allowed = list!.split(", ").map((each) => each.slice(1));
      const own = layer!.replace("src/", "");
      const row = text["ARCHITECTURE.md"]!.split("\n").find(
        (line) => line.startsWith("|") && line.split("|")[1]!.includes(`\`${layer}\``),
      );
      const told = row!.split("|")[2]!.trim();
      const others = allowed.filter((each) => each !== own);
      if (told !== "everything above")
        expect([layer, told]).toEqual([layer, others.join(", ") || "nothing"]);
    }
  });

  test("gives every dependency its reason", () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const all = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    const untold = all.filter((each) => !each.startsWith("@types/"));
    expect(untold.filter((each) => !text["ARCHITECTURE.md"]!.includes(`\`${each}\``))).toEqual([]);
  });
});

test("docs/data.md shows a description of data that is accepted, and names its keys and all units", () => {
  const document = readFileSync("docs/data.md", "utf8");
  const [, example] = /^```yaml\n(.*?)^```$/ms.exec(document)!;
  const names = [...Object.keys(parseDescription(example!, "docs/data.md")), ...knownUnits];
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

test("docs/export.md names all keys of a model's description, and all units", () => {
  const document = readFileSync("docs/export.md", "utf8");
  const schema = descriptionJsonSchema();
  const { additionalProperties: input } = schema.properties!.inputs!;
  const keys = [schema, input as JsonSchema].flatMap(({ properties }) => Object.keys(properties!));
  expect(keys).toContain("normalization");
  expect([...keys, ...knownUnits].filter((key) => !document.includes(`\`${key}\``))).toEqual([]);
});

test("docs/data.md shows a configuration of data that is accepted", () => {
  const [, , example] = readFileSync("docs/data.md", "utf8").split(/^```yaml\n/m);
  const data = example!.split("```")[0]!;
  const config = `${data}\nstudent: { network: cnn1d-tiny, inputs: [acc] }`;
  expect(parseConfig(config, { source: "docs/data.md", known: knownEntries }).data.path).toContain(
    "my-recordings",
  );
});

describe("README.md", () => {
  const blocks = [...text["README.md"]!.matchAll(/^```yaml\n(.*?)^```$/gms)].map(
    ([, yaml]) => yaml!,
  );

  test("shows a configuration that is accepted, and a description of data that is", () => {
    expect(blocks).toHaveLength(2);
    for (const block of blocks) {
      if ("student" in parse(block))
        parseConfig(block, { source: "README.md", known: knownEntries });
      else parseDescription(block, "README.md");
    }
  });

  test.each(Object.keys(commands))("shows wristill %s", (command) => {
    expect(text["README.md"]).toContain(`\`wristill ${command}`);
  });

  test("names every entry point of the package", () => {
    const entries = Object.keys(manifest.exports).filter((each) => /^\.\/[a-z]+$/.test(each));
    const told = text["README.md"]!.replaceAll("wristill/", "/");
    expect(entries.filter((each) => !told.includes(`\`${each.slice(1)}\``))).toEqual([]);
  });
});
