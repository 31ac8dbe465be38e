/** @file `wristill list`: what can stand in a configuration. */
import { defineCommand } from "citty";
import { nearest, UserError } from "#core/errors";
import type { Entry } from "#core/registry";
import { plainTable } from "#report/text-table";
import type { Terminal } from "#src/cli/terminal";

type Listed = Entry & { readonly options?: object };

/** Each kind's registry is loaded when it is asked for: networks and methods bring tf.js along. */
const kinds: Readonly<Record<string, () => Promise<Readonly<Record<string, Listed>>>>> = {
  datasets: async () => ({ ...(await import("#sensors/datasets/entries")) }),
  augmentations: async () => ({ ...(await import("#augmentations/entries")) }),
  teachers: async () => ({ ...(await import("#teachers/entries")) }),
  students: async () => ({ ...(await import("#students/entries")) }),
  methods: async () => ({ ...(await import("#distill/methods")) }),
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
  const facts = ({ name, summary, source, options = {} }: Listed) => ({
    name,
    summary,
    source,
    options,
  });
  const plain = Object.entries(found).map(([kind, entries]) => [kind, entries.map(facts)]);
  return JSON.stringify(Object.fromEntries(plain), null, 2);
}

function asText(found: Readonly<Record<string, readonly Listed[]>>): string {
  const tables = Object.entries(found).map(([kind, entries]) =>
    plainTable({
      head: [kind, "what it is", "options and their defaults"],
      rows: entries.map(({ name, summary, options = {} }) => [name, summary, optionsText(options)]),
      left: [0, 1, 2],
    }),
  );
  return tables.join("\n\n");
}

function optionsText(options: object): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
