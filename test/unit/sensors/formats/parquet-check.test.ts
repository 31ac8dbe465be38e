import type { ColumnMetaData, ParquetScan, SchemaElement } from "hyparquet";
import { describe, expect, test } from "vitest";
import { checkParquetColumn, checkParquetFooter } from "#sensors/formats/parquet-check";

const encodings = { plain: 0, rle: 3, delta: 5, deltaBytes: 7, dictionary: 8 } as const;
type EncodingName = keyof typeof encodings;

/** Seven bits a byte, the lowest first. */
function varInt(value: number): number[] {
  const bytes = [];
  let rest = value >>> 0;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

/** Thrift's compact struct of i32 fields 1, 2, 3 …; an array is a struct, `undefined` a field left out. */
function struct(fields: readonly (number | readonly number[] | undefined)[]): number[] {
  let gap = 1;
  const bytes = fields.flatMap((field) => {
    if (field === undefined) {
      gap++;
      return [];
    }
    const type = typeof field === "number" ? 5 : 12;
    const value = typeof field === "number" ? varInt((field << 1) ^ (field >> 31)) : field;
    const head = [(gap << 4) | type];
    gap = 1;
    return [...head, ...value];
  });
  return [...bytes, 0];
}

interface Page {
  readonly count: number;
  readonly encoding: EncodingName;
  readonly values: readonly number[];
}

/** Version 1, not packed, no levels. */
function pageOf({ count, encoding, values }: Page): number[] {
  const about = struct([count, encodings[encoding], encodings.rle, encodings.rle]);
  return [...struct([0, values.length, values.length, undefined, about]), ...values];
}

function check(
  bytes: readonly number[],
  { rows = 8, type = "INT64", size = bytes.length }: Partial<Chunk> = {},
): void {
  const column = {
    ...{ type, path_in_schema: ["x"], codec: "UNCOMPRESSED", data_page_offset: 0n },
    total_compressed_size: BigInt(size),
  } as unknown as ColumnMetaData;
  const schema: SchemaElement[] = [
    { name: "root", num_children: 1 },
    { name: "x", type: "INT64", repetition_type: "REQUIRED" },
  ];
  const groups = [{ columns: [{ meta_data: column, file_offset: 0n }], num_rows: BigInt(rows) }];
  const metadata = { schema, row_groups: groups } as unknown as ParquetScan["metadata"];
  checkParquetColumn(Uint8Array.from(bytes), { metadata }, "x");
}

interface Chunk {
  readonly rows: number;
  readonly type: string;
  readonly size: number;
}

const tooLong = varInt(2_000_000_000);

describe("pages are believed only as far as their bytes go", () => {
  test.each<[string, Page]>([
    ["a run of equal indices", { count: 8, encoding: "dictionary", values: [1, 8 << 1, 1] }],
    ["packed indices, padded", { count: 6, encoding: "dictionary", values: [1, 3, 0b101] }],
    ["plain values", { count: 1, encoding: "plain", values: [1, 0, 0, 0, 0, 0, 0, 0] }],
    ["differences", { count: 8, encoding: "delta", values: [128, 1, 4, 8, 0, 0, 0, 0, 0, 0] }],
  ])("%s pass", (_what, page) => expect(() => check(pageOf(page))).not.toThrow());

  test.each<[string, Page, RegExp]>([
    ["a run", { count: 8, encoding: "dictionary", values: [1, ...tooLong, 1] }, /a run of/],
    [
      "packed values",
      { count: 8, encoding: "dictionary", values: [0, ...varInt(1e9 + 1)] },
      /a run/,
    ],
    [
      "a negative run",
      { count: 8, encoding: "dictionary", values: [0, ...varInt(-1)] },
      /a run of/,
    ],
    ["values", { count: 2e9, encoding: "plain", values: [1] }, /where 8 rows are left/],
    ["fewer than none", { count: -5, encoding: "plain", values: [1] }, /-5 values/],
    ["no parts", { count: 8, encoding: "delta", values: [8, 0, 8, 0] }, /in 0 parts/],
    [
      "endless parts",
      { count: 8, encoding: "delta", values: [...tooLong, ...tooLong, 8] },
      /parts/,
    ],
    [
      "bits in the least difference",
      { count: 8, encoding: "delta", values: [8, 1, 8, 0, ...Array(2000).fill(255), 0, 0] },
      /more than 64 bits/,
    ],
    ["levels as values", { count: 8, encoding: "rle", values: [1, 2, 3] }, /encoded as RLE/],
  ])("too many of %s do not", (_what, page, message) =>
    expect(() => check(pageOf(page))).toThrow(message),
  );

  test("prefixes that outgrow their page do not", () => {
    const rows = 4000;
    const zigzag = (value: number) => varInt(value << 1);
    // one block of 4096 equal prefixes: their first value, and a least difference of 0 for all others
    const prefixes = [...varInt(4096), 1, ...varInt(rows), ...zigzag(100_000), ...zigzag(0), 0];
    const page = pageOf({ count: rows, encoding: "deltaBytes", values: prefixes });
    expect(() => check(page, { rows, type: "BYTE_ARRAY" })).toThrow(/unpacks to 400000000/);
  });

  test.each<[string, readonly number[], RegExp]>([
    ["an endless number", [0x16, ...Array(2000).fill(255), 0], /more than 64 bits/],
    ["endless depth", Array(2000).fill(0x1c), /levels deep/],
    ["a list beyond its bytes", [0x19, 0xf5, ...tooLong, 2, 0], /a length of 2000000000/],
    ["a text beyond its bytes", [0x18, 50, 1, 0], /a length of 50/],
  ])("headers and footers with %s do not", (_what, header, message) => {
    expect(() => check([...header, 1, 2])).toThrow(message);
    const length = [header.length & 255, header.length >> 8, 0, 0];
    const footer = Uint8Array.from([...header, ...length, 80, 65, 82, 49]);
    expect(() => checkParquetFooter(footer)).toThrow(message);
  });

  test("a footer with all that headers hold passes", () => {
    const everything = [
      ...[0x11, 0x12, 0x13, 7, 0x14, 2, 0x15, 2, 0x16, 2], // true, false, a byte, i16, i32, i64
      ...[0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0x18, 3, 255, 255, 255], // a double, bytes
      ...[0x19, 0x21, 1, 2, 0x19, 0x2c, 0x11, 0, 0], // a list of truths, one of structures
      ...[0x0c, 40, 0x15, 2, 0, 0], // a field by its number, a structure
    ];
    const footer = [...everything, everything.length, 0, 0, 0, 80, 65, 82, 49];
    expect(() => checkParquetFooter(Uint8Array.from(footer))).not.toThrow();
  });

  test("a page beyond its column, and a column beyond the file, do not", () => {
    const page = pageOf({ count: 1, encoding: "plain", values: [1, 0, 0, 0, 0, 0, 0, 0] });
    expect(() => check(page, { size: page.length - 3 })).toThrow("more than its column has");
    expect(() => check(page, { size: page.length + 1 })).toThrow("a column lies at");
  });
});
