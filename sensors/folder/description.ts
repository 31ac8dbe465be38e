/** @file `wristill-data.yaml`: what a person says about their own recordings. */
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { messageOf, nearest, UserError } from "#core/errors";
import { knownUnits, unitConversion } from "./units.ts";

export const descriptionName = "wristill-data.yaml";

/** Where a label or a subject is found: exactly one of the three. */
const place = z
  .strictObject({
    column: z.string().exactOptional().describe("Column of the file"),
    folder: z
      .int()
      .min(1)
      .exactOptional()
      .describe("1: name of the folder that holds the file, 2: of the one above, …"),
    path: z
      .string()
      .refine(isPattern, "expected a regular expression with one group, such as (walk|sit)_")
      .exactOptional()
      .describe("Regular expression over the path; its first group is taken"),
  })
  .refine(
    (value) => Object.keys(value).length === 1,
    "expected exactly one of column, folder and path",
  );

const modality = z.strictObject({
  columns: z.array(z.string()).min(1).describe("Columns of the file, in the order of channels"),
  unit: z
    .string()
    .refine((name) => unitConversion(name) !== undefined, {
      error: ({ input }) =>
        `unknown unit ${JSON.stringify(input)}; known: ${knownUnits.join(", ")}`,
    })
    .describe("What the numbers are in; converted to g, rad/s, m, µV or µT"),
  sampleRate: z
    .number()
    .positive()
    .exactOptional()
    .describe("Hz; default: that of the whole description"),
});

const time = z.strictObject({
  column: z.string().describe("Column with the moment of each row"),
  unit: z
    .enum(["s", "ms", "µs", "ns", "date"])
    .default("s")
    .describe("Of its numbers; date: texts like 2026-05-01T12:00:00.250"),
});

const schema = z.strictObject({
  files: z
    .string()
    .refine(isRegExp, "expected a regular expression over paths, such as \\.csv$")
    .default("\\.csv$")
    .describe("Which files are recordings"),
  delimiter: z.string().length(1).exactOptional().describe("Default: found from the header line"),
  sampleRate: z
    .number()
    .positive()
    .describe("Hz; of the rows; with `time` the rate that they are brought to"),
  time: time
    .exactOptional()
    .describe("Rows are not evenly spaced, or not all of them have all values"),
  modalities: z
    .record(z.string(), modality)
    .refine((value) => Object.keys(value).length > 0, "name at least one modality"),
  label: place,
  subject: place,
  classes: z
    .array(z.string())
    .min(2)
    .exactOptional()
    .describe("Default: every label there is, in alphabetical order"),
  missing: z
    .enum(["refuse", "interpolate", "keep"])
    .default("refuse")
    .describe("Values not measured; kept ones are left to the windows"),
  longestGap: z
    .int()
    .min(1)
    .default(5)
    .describe("Samples in a row that may be interpolated; with `time`: also in silence"),
});

export type FolderDescription = z.infer<typeof schema>;
export type Place = z.infer<typeof place>;

/** Parse and validate. Throws a {@link UserError} naming every wrong key by its path, and the nearest right one. */
export function parseDescription(text: string, file: string): FolderDescription {
  const result = schema.safeParse(yamlOf(text, file));
  if (result.success) return result.data;
  const problems = result.error.issues.map(problemOf);
  throw new UserError(`${file}: ${problems.join("; ")}`, `example:\n${exampleDescription}`);
}

/** A complete description, for messages and documents. */
export const exampleDescription = `sampleRate: 50
modalities:
  acc: { columns: [ax, ay, az], unit: m/s² }
label: { folder: 1 }
subject: { path: "(p\\\\d+)_" }
`;

function yamlOf(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    const line = error instanceof YAMLParseError ? `, line ${error.linePos?.[0].line ?? 1}` : "";
    throw new UserError(`${file}${line}: ${messageOf(error).split("\n")[0]}`);
  }
}

const knownKeys = [schema, modality, place, time].flatMap(({ shape }) => Object.keys(shape));

/** How zod tells of a key that is not there. */
const absent = /^Invalid input: expected .+, received undefined$/;

function problemOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys")
    return `${path.join(".") || "the file"}: ${issue.message.replace(absent, "it is missing")}`;
  return issue.keys
    .map((key) => {
      const guess = nearest(key, knownKeys);
      const hint = guess === undefined ? "" : `, did you mean "${guess}"?`;
      return `${[...path, key].join(".")}: unknown key${hint}`;
    })
    .join("; ");
}

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

/** A valid regular expression with a group that captures. */
function isPattern(pattern: string): boolean {
  return isRegExp(pattern) && new RegExp(`${pattern}|`).exec("")!.length > 1;
}
