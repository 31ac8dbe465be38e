/**
 * @file MAT files of version 7.3: HDF5 files, whose attributes say what MATLAB meant. The HDF5 library (WebAssembly) is
 * loaded when the first of them is read. HDF5 lists dimensions the other way round, which makes the order of the numbers
 * MATLAB's own. Source: The HDF Group, "HDF5 File Format Specification 3.0"; names of the attributes as MATLAB writes them.
 */
import * as hdf5 from "h5wasm";
import { messageOf } from "#core/errors";
import { FormatError } from "./format-error.ts";
import { mostUnpacked, unpackedLimit } from "./inflate.ts";
import type { MatFile, MatStructs, MatValue } from "./mat-values.ts";

const limits = { depth: 64, values: 1_000_000 } as const;
/** Where MATLAB keeps what cells and structures point to. */
const internal = new Set(["#refs#", "#subsystem#"]);

let files = 0;

/** Every variable of a file. Throws a {@link FormatError} naming the entry. */
export async function readMat73(bytes: Uint8Array, file: string): Promise<MatFile> {
  const library = await hdf5.ready;
  library.activate_throwing_error_handler();
  const path = `/mat73-${files++}`;
  const fs = hdf5.FS!;
  fs.writeFile(path, bytes);
  let open: hdf5.File | undefined;
  try {
    open = new hdf5.File(path, "r");
    return {
      file,
      variables: new Mat73Reader(
        open,
        file,
        Math.min(mostUnpacked, unpackedLimit(bytes.length)),
      ).variables(),
    };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(file, { byte: 0 }, `damaged HDF5 file: ${firstReason(error)}`);
  } finally {
    open?.close();
    fs.unlink(path);
  }
}

/** The library reports a stack of reasons, the innermost last. */
function firstReason(error: unknown): string {
  return /#000: .*\): (.*)/.exec(messageOf(error))?.[1] ?? messageOf(error).split("\n")[0]!;
}

class Mat73Reader {
  readonly #root: hdf5.File;
  readonly #file: string;
  /** Bytes and values that may still be read. */
  #bytesLeft: number;
  #valuesLeft: number = limits.values;

  constructor(root: hdf5.File, file: string, bytes: number) {
    this.#root = root;
    this.#file = file;
    this.#bytesLeft = bytes;
  }

  variables(): ReadonlyMap<string, MatValue> {
    const names = this.#root.keys().filter((name) => !internal.has(name));
    return new Map(names.map((name) => [name, this.#read(this.#root.get(name), name, 0)]));
  }

  #read(entity: hdf5.Entity | hdf5.DatasetRegion | null, entry: string, depth: number): MatValue {
    if (depth > limits.depth || this.#valuesLeft-- <= 0)
      this.#refuse(entry, "nested without end", "this file points into itself");
    if (entity instanceof hdf5.Group) return this.#group(entity, entry, depth);
    if (entity instanceof hdf5.Dataset) return this.#dataset(entity, entry, depth);
    return { kind: "unread", what: entity === null ? "nothing" : "a link" };
  }

  #group(group: hdf5.Group, entry: string, depth: number): MatValue {
    if ("MATLAB_sparse" in group.attrs) return { kind: "unread", what: "a sparse array" };
    const fields = group
      .keys()
      .map((name) => [name, this.#read(group.get(name), `${entry}.${name}`, depth + 1)] as const);
    return arrayOfStructs(group, fields) ?? structs([1, 1], [new Map(fields)]);
  }

  #dataset(dataset: hdf5.Dataset, entry: string, depth: number): MatValue {
    const { shape, size, type, total_size } = dataset.metadata;
    const dimensions = dimensionsOf(shape);
    const count = dimensions.reduce((product, length) => product * length, 1);
    const kind = attributeText(dataset, "MATLAB_class");
    if (kind === "function_handle") return { kind: "unread", what: "a function handle" };
    if (count * Math.max(8, size) > this.#bytesLeft)
      this.#refuse(
        entry,
        `${total_size} elements of ${size} bytes`,
        "too many for this file's size",
      );
    this.#bytesLeft -= count * Math.max(8, size);
    if ("MATLAB_empty" in dataset.attrs) return emptyValue(kind, numbersIn(dataset.value));
    if (type === referenceType) return this.#cells(dataset, dimensions, entry, depth);
    return (
      plainValue(dataset, kind, dimensions) ?? this.#refuse(entry, "no numbers, texts or cells")
    );
  }

  #cells(
    dataset: hdf5.Dataset,
    dimensions: readonly number[],
    entry: string,
    depth: number,
  ): MatValue {
    const references = [dataset.value].flat() as hdf5.Reference[];
    const cells = references.map((reference, i) =>
      this.#read(this.#root.dereference(reference), `${entry}.${i}`, depth + 1),
    );
    return { kind: "cells", dimensions, cells };
  }

  #refuse(entry: string, problem: string, help?: string): never {
    throw new FormatError(this.#file, { entry }, problem, help);
  }
}

const stringType = 3;
const compoundType = 6;
const referenceType = 7;

/** MATLAB has two dimensions or more, the fastest first. */
function dimensionsOf(shape: readonly number[] | null): readonly number[] {
  const reversed = [...(shape ?? [])].reverse();
  return reversed.length >= 2 ? reversed : [reversed[0] ?? 1, 1];
}

function structs(dimensions: readonly number[], elements: MatStructs["elements"]): MatStructs {
  return { kind: "structs", dimensions, elements };
}

/** An array of structures is stored as one structure of cells, none of which says that it is one. */
function arrayOfStructs(
  group: hdf5.Group,
  fields: readonly (readonly [string, MatValue])[],
): MatStructs | undefined {
  const [first] = fields;
  if (first?.[1].kind !== "cells") return undefined;
  const { dimensions, cells } = first[1];
  const alike = fields.every(
    ([name, value]) =>
      value.kind === "cells" &&
      value.cells.length === cells.length &&
      !("MATLAB_class" in (group.get(name) as hdf5.Dataset).attrs),
  );
  if (!alike) return undefined;
  return structs(
    dimensions,
    cells.map(
      (_, i) =>
        new Map(
          fields.map(([name, value]) => [name, value.kind === "cells" ? value.cells[i]! : value]),
        ),
    ),
  );
}

function attributeText(dataset: hdf5.Dataset, name: string): string | undefined {
  const value = dataset.attrs[name]?.value;
  return typeof value === "string" ? value : undefined;
}

/** Of an empty array, the data are the dimensions. */
function emptyValue(kind: string | undefined, dimensions: Float64Array): MatValue {
  const size = { dimensions: [...dimensions] };
  if (kind === "char") return { kind: "text", ...size, rows: [""] };
  if (kind === "cell") return { kind: "cells", ...size, cells: [] };
  if (kind === "struct") return { kind: "structs", ...size, elements: [] };
  return { kind: "numbers", ...size, data: new Float64Array(0) };
}

function plainValue(
  dataset: hdf5.Dataset,
  kind: string | undefined,
  dimensions: readonly number[],
): MatValue | undefined {
  const { type } = dataset.metadata;
  const { value } = dataset;
  if (type === stringType) return { kind: "text", dimensions, rows: [value].flat().map(String) };
  if (type === compoundType) return complexValue(value, dimensions);
  const data = numbersIn(value);
  if (kind !== "char") return { kind: "numbers", dimensions, data };
  const [rows = 0, columns = 0] = dimensions;
  const row = (i: number) =>
    String.fromCharCode(...Array.from({ length: columns }, (_, j) => data[i + rows * j]!));
  return { kind: "text", dimensions, rows: Array.from({ length: rows }, (_, i) => row(i)) };
}

/** Pairs of a real and an imaginary part. */
function complexValue(value: unknown, dimensions: readonly number[]): MatValue | undefined {
  if (!Array.isArray(value)) return undefined;
  const pairs: readonly unknown[] =
    value.length === 2 && !Array.isArray(value[0]) ? [value] : value;
  if (!pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) return undefined;
  const part = (k: number) => Float64Array.from(pairs, (pair) => Number((pair as number[])[k]));
  return { kind: "numbers", dimensions, data: part(0), imaginary: part(1) };
}

function numbersIn(value: unknown): Float64Array {
  if (ArrayBuffer.isView(value))
    return Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  return Float64Array.from([value].flat(), Number);
}
