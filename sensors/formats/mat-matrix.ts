/** @file A matrix element of a MAT file of level 5, with all that is nested in it. */
import {
  elementAt,
  elementTypes,
  type MatBlock,
  type MatElement,
  numbersOf,
  refuseAt,
  textOf,
} from "./mat-element.ts";
import type { MatValue } from "./mat-values.ts";

export interface NamedValue {
  readonly name: string;
  readonly value: MatValue;
}

const limits = { dimensions: 16, depth: 64 } as const;
const classes = {
  cell: 1,
  struct: 2,
  object: 3,
  char: 4,
  sparse: 5,
  double: 6,
  uint64: 15,
} as const;
const unread: Readonly<Record<number, string>> = {
  5: "a sparse array",
  16: "a function handle",
  17: "an opaque object",
};
const complex = 0x0800;

/** Flags, dimensions and name, then what the class says. */
export function readMatrix(block: MatBlock, matrix: MatElement, depth = 0): NamedValue {
  const end = matrix.start + matrix.bytes;
  const empty: MatValue = { kind: "numbers", dimensions: [0, 0], data: new Float64Array(0) };
  if (matrix.bytes === 0) return { name: "", value: empty };
  if (depth > limits.depth) refuseAt(block, matrix.start, `more than ${limits.depth} levels deep`);
  const flags = elementAt(block, matrix.start, end);
  if (flags.bytes < 8) refuseAt(block, flags.start, "array flags of less than 8 bytes");
  const word = block.reader.view.getUint32(flags.start, block.little);
  const arrayClass = word & 0xff;
  const what = unread[arrayClass];
  if (arrayClass > classes.uint64 && what !== undefined)
    return opaque(block, flags.next, end, what);
  const size = elementAt(block, flags.next, end);
  if (size.bytes > 4 * limits.dimensions)
    refuseAt(
      block,
      size.start,
      `${size.bytes / 4} dimensions, at most ${limits.dimensions} are read`,
    );
  const dimensions = [...numbersOf(block, size)];
  const label = elementAt(block, size.next, end);
  const name = textOf(block, label);
  const content = new Content(block, { name, dimensions, at: label.next, end, depth });
  if (what !== undefined) return { name, value: { kind: "unread", what } };
  content.checkDimensions(size.start);
  return { name, value: content.read(arrayClass, (word & complex) !== 0) };
}

/** Opaque values have their name where others have their dimensions. */
function opaque(block: MatBlock, at: number, end: number, what: string): NamedValue {
  const label = elementAt(block, at, end);
  return { name: textOf(block, label), value: { kind: "unread", what } };
}

interface ContentFacts {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly at: number;
  readonly end: number;
  readonly depth: number;
}

/** Reads one element after the other up to the end of the matrix. */
class Content {
  readonly #block: MatBlock;
  readonly #facts: ContentFacts;
  readonly #count: number;
  #at: number;

  constructor(block: MatBlock, facts: ContentFacts) {
    this.#block = block;
    this.#facts = facts;
    this.#at = facts.at;
    this.#count = facts.dimensions.reduce((product, length) => product * length, 1);
  }

  checkDimensions(at: number): void {
    const { name, dimensions } = this.#facts;
    const plausible = dimensions.length >= 2 && dimensions.every((length) => length >= 0);
    if (!plausible) refuseAt(this.#block, at, `"${name}" has the dimensions ${this.#shape()}`);
  }

  read(arrayClass: number, isComplex: boolean): MatValue {
    if (arrayClass === classes.cell) return this.#cells();
    if (arrayClass === classes.struct) return this.#structs();
    if (arrayClass === classes.object) {
      this.#next(); // the name of the class
      return this.#structs();
    }
    if (arrayClass === classes.char) return this.#text();
    if (arrayClass >= classes.double && arrayClass <= classes.uint64)
      return this.#numbers(isComplex);
    return refuseAt(this.#block, this.#facts.at, `an array of unknown class ${arrayClass}`);
  }

  #numbers(isComplex: boolean): MatValue {
    const { dimensions } = this.#facts;
    const data = this.#part();
    const imaginary = isComplex ? this.#part() : undefined;
    return { kind: "numbers", dimensions, data, ...(imaginary && { imaginary }) };
  }

  #part(): Float64Array {
    const element = this.#next();
    const data = numbersOf(this.#block, element);
    if (data.length !== this.#count) this.#refuse(`${data.length} numbers follow`, element.start);
    return data;
  }

  #text(): MatValue {
    const { dimensions } = this.#facts;
    const characters = this.#count === 0 ? [] : [...textOf(this.#block, this.#next())];
    if (characters.length !== this.#count) this.#refuse(`${characters.length} characters follow`);
    const [rows = 0, columns = 0] = dimensions;
    const row = (i: number) => Array.from({ length: columns }, (_, j) => characters[i + rows * j]);
    return {
      kind: "text",
      dimensions,
      rows: this.#count === 0 ? [""] : Array.from({ length: rows }, (_, i) => row(i).join("")),
    };
  }

  #cells(): MatValue {
    const { dimensions } = this.#facts;
    this.#needRoom(this.#count, "cells");
    return {
      kind: "cells",
      dimensions,
      cells: Array.from({ length: this.#count }, () => this.#nested()),
    };
  }

  /** The length of a field name, all names, then element by element a value for each. */
  #structs(): MatValue {
    const { dimensions } = this.#facts;
    const length = numbersOf(this.#block, this.#next())[0] ?? 0;
    const names = this.#next();
    const count = length > 0 ? Math.floor(names.bytes / length) : 0;
    const text = textOf(this.#block, names);
    const fields = Array.from({ length: count }, (_, i) =>
      text.slice(i * length, (i + 1) * length).replace(/\0.*$/s, ""),
    );
    this.#needRoom(this.#count * Math.max(1, count), "fields");
    const elements = Array.from({ length: this.#count }, () => {
      const values = new Map<string, MatValue>();
      for (const field of fields) values.set(field, this.#nested());
      return values;
    });
    return { kind: "structs", dimensions, elements };
  }

  #nested(): MatValue {
    const at = this.#at;
    const element = this.#next();
    if (element.type !== elementTypes.matrix)
      refuseAt(this.#block, at, `expected an array, found an element of type ${element.type}`);
    return readMatrix(this.#block, element, this.#facts.depth + 1).value;
  }

  #next(): MatElement {
    const element = elementAt(this.#block, this.#at, this.#facts.end);
    this.#at = element.next;
    return element;
  }

  /** Every value takes at least a tag: more of them than tags fit are refused before they are made. */
  #needRoom(values: number, what: string): void {
    if (values * 8 > this.#facts.end - this.#at) this.#refuse(`there is no room for its ${what}`);
  }

  #refuse(problem: string, at: number = this.#at): never {
    return refuseAt(this.#block, at, `"${this.#facts.name}" is ${this.#shape()}, but ${problem}`);
  }

  #shape(): string {
    return this.#facts.dimensions.join(" × ");
  }
}
