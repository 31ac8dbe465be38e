/** @file One small file of every format that is read, and how it is read. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { collectBytes } from "#sensors/formats/bytes";
import { readCsv } from "#sensors/formats/csv";
import { readEdf } from "#sensors/formats/edf";
import { readGdf } from "#sensors/formats/gdf";
import { inflateStream } from "#sensors/formats/inflate";
import { readMat } from "#sensors/formats/mat";
import { readNpy } from "#sensors/formats/npy";
import { readNpz } from "#sensors/formats/npz";
import { readParquet } from "#sensors/formats/parquet";
import { readSktime } from "#sensors/formats/sktime";
import { readTable, streamTable, type Table } from "#sensors/formats/table";
import { tarEntries } from "#sensors/formats/tar";
import { readTextMatrix } from "#sensors/formats/text-matrix";
import { openZipBytes } from "#sensors/formats/zip";
import { annotation, makeEdf } from "#test/unit/sensors/formats/make-edf";
import { makeGdf } from "#test/unit/sensors/formats/make-gdf";
import { makeTar } from "#test/unit/sensors/make-tar";
import { makeZip } from "#test/unit/sensors/make-zip";

export interface ParserSample {
  readonly name: string;
  readonly file: Uint8Array;
  /** `name` is what messages must name. */
  readonly read: (bytes: Uint8Array, name: string) => unknown;
  /** Of changed files; less where one takes long. */
  readonly runs: number;
}

const golden = (name: string) =>
  Uint8Array.from(readFileSync(new URL(`../golden/formats/${name}`, import.meta.url)));
const textOf = (text: string) => new TextEncoder().encode(text);

const signals = [
  {
    label: "C3..",
    records: [
      [0, 500],
      [10, 20],
      [30, 40],
    ],
  },
  {
    label: "EDF Annotations",
    records: ["+0", "+1", "+7"].map((at) => annotation(at, ["", "T1"], "2")),
  },
];
const stored = [
  {
    label: "C3",
    records: [
      [0, 500],
      [10, 20],
    ],
  },
];
const events = { mode: 3, sampleRate: 100, list: [{ position: 1, code: 769, duration: 50 }] };
const table = `t,who,x\n${Array.from({ length: 20 }, (_, i) => `${i},"p ""${i % 3}""",${i / 7}`).join("\n")}\n`;
const problem =
  "@problemName p\n@dimensions 2\n@classLabel true up down\n@data\n1,-2.5:4,5:up\n7,?:8,9:down\n";

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function streamed(bytes: Uint8Array, name: string): Promise<Table[]> {
  const tables: Table[] = [];
  for await (const each of streamTable(pieces(bytes), name)) tables.push(each);
  return tables;
}

async function readZip(bytes: Uint8Array, name: string): Promise<Uint8Array[]> {
  const zip = await openZipBytes(name, bytes);
  const contents: Uint8Array[] = [];
  for (const entry of await zip.entries(1000)) contents.push(await collectBytes(entry.stream()));
  return contents;
}

async function readTar(bytes: Uint8Array, name: string): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for await (const entry of tarEntries(pieces(bytes), name))
    contents.push(await collectBytes(entry.pieces));
  return contents;
}

const unzipped = (bytes: Uint8Array, file: string) =>
  collectBytes(inflateStream(pieces(bytes), { format: "gzip", file, place: { byte: 0 } }));

export const parserSamples: readonly ParserSample[] = [
  { name: "EDF+D", file: makeEdf({ reserved: "EDF+D", signals }), read: readEdf, runs: 300 },
  {
    name: "BDF",
    file: makeEdf({ version: "\u00ffBIOSEMI", sampleBytes: 3, signals: stored }),
    read: readEdf,
    runs: 300,
  },
  {
    name: "GDF 1.25",
    file: makeGdf({ version: "1.25", signals: stored, events }),
    read: readGdf,
    runs: 300,
  },
  {
    name: "GDF 2.20",
    file: makeGdf({ version: "2.20", signals: stored, events }),
    read: readGdf,
    runs: 300,
  },
  { name: "MAT 5", file: golden("scipy.mat"), read: readMat, runs: 300 },
  { name: "MAT 5, compressed", file: golden("scipy-compressed.mat"), read: readMat, runs: 200 },
  { name: "MAT 7.3", file: golden("h5py-73.mat"), read: readMat, runs: 200 },
  { name: "table", file: textOf(table), read: (bytes, name) => readTable(bytes, name), runs: 300 },
  { name: "streamed table", file: textOf(table), read: streamed, runs: 300 },
  {
    name: "CSV",
    file: textOf(table),
    read: (bytes, name) => readCsv(new TextDecoder().decode(bytes), name),
    runs: 200,
  },
  {
    name: "text matrix",
    file: textOf(" 1.5 -2e3\n 3 NaN\n".repeat(20)),
    read: readTextMatrix,
    runs: 300,
  },
  { name: ".ts", file: textOf(problem), read: readSktime, runs: 300 },
  { name: "NPY", file: golden("doubles.npy"), read: readNpy, runs: 300 },
  { name: "NPY of texts", file: golden("texts.npy"), read: readNpy, runs: 300 },
  { name: "NPZ", file: golden("compressed.npz"), read: readNpz, runs: 200 },
  {
    name: "Parquet",
    file: golden("snappy.parquet"),
    read: (bytes, name) => readParquet(bytes, name),
    runs: 200,
  },
  {
    name: "Parquet, zstd",
    file: golden("zstd.parquet"),
    read: (bytes, name) => readParquet(bytes, name),
    runs: 100,
  },
  { name: "zip", file: makeZip({ "a.txt": "text", "b/c.txt": "more" }), read: readZip, runs: 200 },
  { name: "tar", file: makeTar({ "a.txt": "text", "b.txt": "more" }), read: readTar, runs: 200 },
  { name: "gzip", file: gzipSync("text of some length ".repeat(20)), read: unzipped, runs: 200 },
];
