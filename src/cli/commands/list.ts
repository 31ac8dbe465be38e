/** @file `wristill list`: what can stand in a configuration. */
import { defineCommand } from "citty";
import { nearest, UserError } from "#core/errors";
import type { Entry } from "#core/registry";
import { bytes } from "#report/format";
import { plainTable } from "#report/text-table";
import type { Dataset } from "#sensors/dataset";
import type { Terminal } from "#src/cli/terminal";

/** What entries of a kind may tell beside a name, a summary and a source. */
type Listed = Entry & { readonly options?: object } & Partial<
    Pick<Dataset, "files" | "license" | "citation" | "homepage" | "downloads" | "byHand">
  >;

/** Each kind's registry is loaded when it is asked for: networks and methods bring tf.js along. */
const kinds: Readonly<Record<string, () => Promise<Readonly<Record<string, Listed>>>>> = {
  datasets: async () => ({ ...(await import("#sensors/datasets/entries")) }),
  processing: async () => ({ ...(await import("#sensors/processing/entries")) }),
  augmentations: async () => ({ ...(await import("#augmentations/entries")) }),
  teachers: async () => ({
    ...(await import("#teachers/entries")),
    ...(await import("#classic/teachers")).classicTeachers,
  }),
  students: async () => ({ ...(await import("#students/entries")) }),
  baselines: async () => ({ ...(await import("#classic/entries")) }),
  methods: async () => ({ ...(await import("#distill/methods")) }),
  apps: async () => ({ ...(await import("#src/pipeline/app/kinds/entries")) }),
  formats: async () => ({ ...(await import("#export/formats/entries")) }),
  schemes: async () => ({ ...(await import("#export/quantize/schemes")) }),
  ranges: async () => ({ ...(await import("#export/quantize/ranges/entries")) }),
  smoothings: async () => ({ ...(await import("#stream/smoothing/entries")) }),
  places: async () => ({ ...(await import("#benchmarks/harness/targets/index")) }),
  targets: async () => ({ ...(await import("#export/quantize/targets")).quantizeTargets }),
};

export const list = defineCommand({
  meta: { name: "list", description: "What a configuration may name, with its options" },
  args: {
    kind: {
      type: "positional",
      required: false,
      description: `${Object.keys(kinds).join(", ")}; without it, all`,
    },
    json: { type: "boolean", description: "as JSON, with sources" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const asked = args.kind === undefined ? Object.keys(kinds) : [knownKind(args.kind)];
    const found: Record<string, Listed[]> = {};
    for (const kind of asked) found[kind] = Object.values(await kinds[kind]!());
    stdout.write(args.json ? `${asJson(found)}\n` : `${asText(found)}\n`);
  },
});

function knownKind(kind: string): string {
  if (Object.hasOwn(kinds, kind)) return kind;
  const names = Object.keys(kinds);
  const close = nearest(kind, names);
  throw new UserError(
    `wristill list: unknown kind "${kind}"`,
    `${close === undefined ? "" : `did you mean ${close}? `}known: ${names.join(", ")}`,
  );
}

function asJson(found: Readonly<Record<string, readonly Listed[]>>): string {
  const facts = (entry: Listed) => {
    const { name, summary, source, options = {} } = entry;
    const { license, citation, homepage, downloads, byHand } = entry;
    return { name, summary, source, options, license, citation, homepage, downloads, byHand };
  };
  const plain = Object.entries(found).map(([kind, entries]) => [kind, entries.map(facts)]);
  return JSON.stringify(Object.fromEntries(plain), null, 2);
}

function asText(found: Readonly<Record<string, readonly Listed[]>>): string {
  return Object.entries(found)
    .map(([kind, entries]) => tableOf(kind, entries))
    .join("\n\n");
}

function tableOf(kind: string, entries: readonly Listed[]): string {
  const published = entries.some(({ license }) => license !== undefined);
  const places = published ? ["licence", "size", "from"] : [];
  const rows = entries.map((entry) => [
    entry.name,
    entry.summary,
    ...(published ? [entry.license ?? "", sizeText(entry), placeText(entry)] : []),
    optionsText(entry.options ?? {}),
  ]);
  const head = [kind, "what it is", ...places, "options and their defaults"];
  return plainTable({ head, rows, left: published ? [0, 1, 2, 4, 5] : [0, 1, 2] });
}

/** Of all files together, where it is known; exactly or roughly. */
function sizeText({ downloads = [] }: Listed): string {
  const sizes = downloads.map(({ bytes: exact, roughBytes = Number.NaN }) => exact ?? roughBytes);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (!(all > 0)) return "";
  const rough = downloads.some((each) => each.bytes === undefined);
  return `${rough ? "about " : ""}${bytes(all)}`;
}

function placeText({ name, files, downloads, byHand }: Listed): string {
  if (files === "none") return "built in";
  if (downloads) return `data get ${name}${byHand ? ", the rest by hand" : ""}`;
  return byHand ? `by hand: data get ${name} tells how` : "yours";
}

function optionsText(options: object): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
