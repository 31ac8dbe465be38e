/** Against SciPy, h5py, NumPy and PyArrow: they wrote the files in formats/, with scripts/golden/formats.py. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readMat } from "#sensors/formats/mat";
import { type MatFile, type MatValue, matValue } from "#sensors/formats/mat-values";
import { readNpy } from "#sensors/formats/npy";
import { readNpz } from "#sensors/formats/npz";
import { readParquet } from "#sensors/formats/parquet";
import { numbersOf, textsOf } from "#sensors/formats/table";

const bytesOf = (name: string) => readFileSync(new URL(`formats/${name}`, import.meta.url));

/** Values without their kinds, arrays as plain lists. */
function plain(value: MatValue): unknown {
  if (value.kind === "numbers") return { size: value.dimensions, data: [...value.data] };
  if (value.kind === "text") return value.rows;
  if (value.kind === "cells") return value.cells.map(plain);
  if (value.kind === "unread") return value.what;
  return value.elements.map((fields) =>
    Object.fromEntries([...fields].map(([name, field]) => [name, plain(field)])),
  );
}

function all({ variables }: MatFile): Record<string, unknown> {
  return Object.fromEntries([...variables].map(([name, value]) => [name, plain(value)]));
}

const one = (value: number) => ({ size: [1, 1], data: [value] });

test.each(["scipy.mat", "scipy-compressed.mat"])("%s", async (name) => {
  const file = await readMat(bytesOf(name), name);
  const { nd, ...others } = all(file);
  expect(others).toEqual({
    d: { size: [2, 3], data: [0, 3, 1, 4, 2, 5] },
    s: { size: [1, 2], data: [1.5, -2] },
    i8: { size: [1, 2], data: [-1, 2] },
    u8: one(255),
    i16: { size: [1, 2], data: [-300, 4] },
    u16: one(65_535),
    i32: one(-70_000),
    u32: one(4_294_967_295),
    i64: { size: [1, 2], data: [-5, 2 ** 40] },
    u64: one(7),
    logical: { size: [1, 2], data: [1, 0] },
    z: { size: [1, 2], data: [1, 3] },
    text: ["grüße"],
    lines: ["ab ", "cde"],
    empty: { size: [0, 3], data: [] },
    cells: [{ size: [1, 3], data: [0, 1, 2] }, ["two"], [one(1), one(2)]],
    st: [
      {
        X: { size: [2, 2], data: [0, 2, 1, 3] },
        fs: one(250),
        classes: [["left hand"], ["feet"]],
        inner: [{ a: one(1) }],
      },
    ],
    sa: [
      { n: one(1), t: ["x"] },
      { n: one(2), t: ["yy"] },
    ],
    sparse: "a sparse array",
  });
  const place = (i: number, j: number, k: number) => i + 2 * (j + 3 * k);
  const { size, data } = nd as { size: number[]; data: number[] };
  expect([size, data[place(1, 2, 3)], data[place(1, 0, 2)]]).toEqual([[2, 3, 4], 23, 14]);
  expect([...matValue(file, ["z"], "numbers").imaginary!]).toEqual([2, -4]);
  expect([...matValue(file, ["cells", 2, 1], "numbers").data]).toEqual([2]);
  expect([...matValue(file, ["st", "inner", "a"], "numbers").data]).toEqual([1]);
  expect(matValue(file, ["sa", 1, "t"], "text").rows).toEqual(["yy"]);
  expect(() => matValue(file, ["st", "Y"], "numbers")).toThrow(/entry st\.Y: no "Y"[\s\S]*X, fs/);
  expect(() => matValue(file, ["sa", 2, "t"], "text")).toThrow(/entry sa\.2: no element 2/);
  expect(() => matValue(file, ["sparse"], "numbers")).toThrow(/expected numbers, found a sparse/);
});

test("h5py-73.mat: a MAT file of version 7.3", async () => {
  const file = await readMat(bytesOf("h5py-73.mat"), "h5py-73.mat");
  const { big, ...others } = all(file);
  const [counting, two] = [{ size: [1, 3], data: [0, 1, 2] }, ["two"]];
  expect(others).toEqual({
    d: { size: [2, 3], data: [0, 3, 1, 4, 2, 5] },
    i64: { size: [1, 2], data: [-5, 2 ** 40] },
    logical: { size: [1, 2], data: [1, 0] },
    text: ["grüße"],
    lines: ["ab ", "cde"],
    empty: { size: [0, 3], data: [] },
    z: { size: [1, 2], data: [1, 3] },
    cells: [counting, two],
    st: [{ X: { size: [2, 2], data: [0, 2, 1, 3] }, fs: one(250) }],
    sa: [
      { n: counting, t: two },
      { n: two, t: counting },
    ],
    sparse: "a sparse array",
  });
  expect(big).toEqual({ size: [20, 20], data: Array.from({ length: 400 }, (_, i) => i) });
  expect([...matValue(file, ["z"], "numbers").imaginary!]).toEqual([2, -4]);
});

test("NumPy's arrays", () => {
  const read = (name: string) => {
    const { kind, shape, data } = readNpy(bytesOf(`${name}.npy`), `${name}.npy`);
    return [kind, shape, [...data]];
  };
  const counting = Array.from({ length: 24 }, (_, i) => i);
  expect(read("doubles")).toEqual(["numbers", [2, 3, 4], counting]);
  expect(read("fortran-big-endian")).toEqual(["numbers", [2, 3, 4], counting]);
  expect(read("texts")).toEqual(["texts", [2, 2], ["walk", "sit é", "", "x"]]);
  expect(read("halves")).toEqual(["numbers", [4], [1.5, -2, 2 ** -24, 65_504]]);
  expect(read("booleans")).toEqual(["numbers", [2], [1, 0]]);
  expect(read("scalar")).toEqual(["numbers", [], [3.5]]);
  expect(() => read("objects")).toThrow(
    /objects\.npy, byte 10: no array of numbers.*\|O[\s\S]*pickle/,
  );
});

test("NumPy's archives", async () => {
  const stored = await readNpz(bytesOf("stored.npz"), "stored.npz");
  expect([...stored].map(([name, { shape, data }]) => [name, shape, [...data]])).toEqual([
    ["x", [3], [0, 1, 2]],
    ["y", [1, 2], [1, 2]],
  ]);
  const packed = await readNpz(bytesOf("compressed.npz"), "compressed.npz");
  expect([...packed.get("x")!.data]).toEqual(
    Array.from({ length: 300 }, (_, i) => Math.floor(i / 100)),
  );
});

test.each(["snappy", "gzip", "zstd", "brotli", "lz4"])("Parquet, packed by %s", async (name) => {
  const table = await readParquet(bytesOf(`${name}.parquet`), `${name}.parquet`);
  const rows = Array.from({ length: 100 }, (_, i) => i);
  expect(table.rows).toBe(100);
  expect([...numbersOf(table, "t")]).toEqual(rows.map((i) => i / 50));
  const acc = rows.map((i) => (i === 3 ? Number.NaN : ((i % 7) - 3) / 2));
  expect([...numbersOf(table, "acc")]).toEqual(acc);
  expect([...numbersOf(table, "count")]).toEqual(rows);
  expect([...numbersOf(table, "even")]).toEqual(rows.map((i) => 1 - (i % 2)));
  expect(numbersOf(table, "when")[99]).toBeCloseTo(Date.UTC(2024, 0, 1) / 1000 + 1.98, 6);
  const { codes, levels } = textsOf(table, "label");
  expect([levels, codes[49], codes[50]]).toEqual([["walk", "sit"], 0, 1]);
  const some = await readParquet(bytesOf(`${name}.parquet`), name, { columns: ["label"] });
  expect(some.columns.map((column) => column.name)).toEqual(["label"]);
});
