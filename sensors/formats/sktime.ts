/**
 * @file The `.ts` files of the UEA archive: `@` lines say what the file holds, then one case a line: channels separated
 * by ":", samples by ",", the label last. Source: Bagnall et al. 2018, arXiv:1811.00075.
 */

import { newline, withLineEnd } from "./bytes.ts";
import { FormatError } from "./format-error.ts";
import { scanNumber } from "./scan-number.ts";
import { isMissing } from "./table-dialect.ts";

export interface SktimeProblem {
  readonly name: string;
  /** Empty where the file states no labels. */
  readonly classes: readonly string[];
  readonly cases: readonly SktimeCase[];
}

export interface SktimeCase {
  /** 1-based line of the file. */
  readonly line: number;
  /** Per channel its samples in the order of time, NaN where missing; channels may differ in length. */
  readonly channels: readonly Float32Array[];
  /** Place in `classes`; −1 where the file states no labels. */
  readonly label: number;
}

interface Line {
  readonly number: number;
  /** Of the file; `end` is behind the last byte that is no blank. */
  readonly start: number;
  readonly end: number;
}

const blank = 32;
const colon = 58;
const comma = 44;
const latin1 = new TextDecoder("latin1");

/** Read a problem. Throws a {@link FormatError} naming file and line. */
export function readSktime(bytes: Uint8Array, file: string): SktimeProblem {
  const text = withLineEnd(bytes);
  const lines = linesOf(text);
  const { name, classes, channels } = readHeader(text, lines, file);
  const cases: SktimeCase[] = [];
  for (const line of lines) {
    const parsed = new CaseReader(text, file, line).read(classes);
    const expected = channels ?? cases[0]?.channels.length ?? parsed.channels.length;
    if (parsed.channels.length !== expected)
      refuse(file, line, `${parsed.channels.length} channels, expected ${expected}`);
    cases.push(parsed);
  }
  if (cases.length === 0) throw new FormatError(file, { line: 1 }, "no case after the line @data");
  return { name, classes, cases };
}

/** Lines that hold something. */
function* linesOf(bytes: Uint8Array): Generator<Line, undefined> {
  for (let [start, number] = [0, 1]; start < bytes.length; number++) {
    const lineEnd = bytes.indexOf(newline, start);
    let end = lineEnd;
    while (end > start && bytes[end - 1]! <= blank) end--;
    if (end > start) yield { number, start, end };
    start = lineEnd + 1;
  }
}

/** Takes the lines up to `@data` from `lines`. */
function readHeader(bytes: Uint8Array, lines: Generator<Line, undefined>, file: string) {
  const tags = new Map<string, string>();
  for (;;) {
    const line = lines.next().value;
    if (!line) throw new FormatError(file, { line: 1 }, "no line @data");
    const text = latin1.decode(bytes.subarray(line.start, line.end));
    if (text.startsWith("#")) continue;
    const [, tag, value = ""] = /^@(\w+)\s*(.*)$/.exec(text) ?? [];
    if (tag === undefined) return refuse(file, line, "expected a line that begins with @ or #");
    if (tag.toLowerCase() === "data") return headerOf(tags, file, line);
    tags.set(tag.toLowerCase(), value.trim());
  }
}

function headerOf(tags: ReadonlyMap<string, string>, file: string, line: Line) {
  const says = (tag: string) => tags.get(tag)?.toLowerCase().startsWith("true") ?? false;
  if (says("timestamps"))
    refuse(file, line, "samples with time stamps of their own are not read", "write equal steps");
  const classes = (tags.get("classlabel") ?? "").split(/\s+/).slice(1);
  const dimensions = Number(tags.get("dimensions") ?? Number.NaN);
  return {
    name: tags.get("problemname") ?? "",
    classes: says("classlabel") ? classes : [],
    channels: says("univariate") ? 1 : Number.isInteger(dimensions) ? dimensions : undefined,
  };
}

class CaseReader {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  readonly #line: Line;
  readonly #number = new Float64Array(1);

  constructor(bytes: Uint8Array, file: string, line: Line) {
    this.#bytes = bytes;
    this.#file = file;
    this.#line = line;
  }

  read(classes: readonly string[]): SktimeCase {
    const { number, start, end } = this.#line;
    const channels: Float32Array[] = [];
    let at = start;
    for (let stop = this.#find(colon, at, end); stop < end; stop = this.#find(colon, at, end)) {
      channels.push(this.#channel(at, stop));
      at = stop + 1;
    }
    if (classes.length === 0) {
      channels.push(this.#channel(at, end));
      return { line: number, channels, label: -1 };
    }
    const name = latin1.decode(this.#bytes.subarray(at, Math.min(end, at + 80))).trim();
    const label = classes.indexOf(name);
    if (label < 0)
      refuse(this.#file, this.#line, `the label "${name}" is none of ${classes.join(", ")}`);
    return { line: number, channels, label };
  }

  #channel(start: number, end: number): Float32Array {
    const samples: number[] = [];
    for (let at = start; at < end; ) {
      const stop = this.#find(comma, at, end);
      samples.push(this.#sample(at, stop));
      at = stop + 1;
    }
    return Float32Array.from(samples);
  }

  #sample(start: number, end: number): number {
    const next = scanNumber(this.#bytes, start, this.#number, 0);
    if (next === end) return this.#number[0]!;
    const text = latin1.decode(this.#bytes.subarray(start, Math.min(end, start + 24))).trim();
    const value = isMissing(text) ? Number.NaN : Number(text);
    if (isMissing(text) || Number.isFinite(value)) return value;
    return refuse(this.#file, this.#line, `"${text}" is no number`);
  }

  /** Place of a character before `end`, else `end`. */
  #find(char: number, from: number, end: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < end && bytes[at] !== char) at++;
    return at;
  }
}

function refuse(file: string, { number }: Line, problem: string, help?: string): never {
  throw new FormatError(file, { line: number }, problem, help);
}
