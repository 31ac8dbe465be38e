/** @file A text table far larger than memory should be, read from a stream: rows per second and the highest memory. */

import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { inflateStream } from "#sensors/formats/inflate";
import { numbersOf, streamTable } from "#sensors/formats/table";

export interface StreamingMemory {
  readonly packed: boolean;
  readonly megabytes: number;
  readonly rows: number;
  readonly seconds: number;
  /** MB of the process before, and at its highest. */
  readonly before: number;
  readonly highest: number;
}

const pieceBytes = 1 << 20;

/** Run alone in a process. The rows are made while they are read; memory is looked at after every piece. */
export async function memoryOfStreaming(
  megabytes: number,
  packed: boolean,
): Promise<StreamingMemory> {
  const text = generatedRows(megabytes * 1e6);
  const file = "generated.csv";
  const stream = packed
    ? inflateStream(Readable.from(text).pipe(createGzip({ level: 1 })), {
        ...{ format: "gzip", file, place: { byte: 0 } },
      })
    : text;
  const before = process.memoryUsage.rss() / 1e6;
  const start = performance.now();
  let [rows, checksum, highest] = [0, 0, 0];
  for await (const table of streamTable(stream, file)) {
    rows += table.rows;
    checksum += numbersOf(table, "x").at(-1)!;
    highest = Math.max(highest, process.memoryUsage.rss() / 1e6);
  }
  if (!Number.isFinite(checksum)) throw new Error("the last column holds no numbers");
  const seconds = (performance.now() - start) / 1e3;
  return { packed, megabytes, rows, seconds, before, highest };
}

/** A header and rows like those of a phone at 50 Hz, a piece of text at a time. */
async function* generatedRows(bytes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from("time,activity,x,y,z\n");
  const activities = ["walking", "sitting", "climbing stairs"];
  let [given, row] = [0, 0];
  while (given < bytes) {
    let text = "";
    for (; text.length < pieceBytes; row++) {
      const swing = Math.sin(row / 9);
      const activity = activities[Math.floor(row / 5000) % activities.length]!;
      text += `${(row * 0.02).toFixed(2)},${activity},${swing.toFixed(7)},${(9.81 + swing / 3).toFixed(6)},${(-swing).toFixed(8)}\n`;
    }
    given += text.length;
    yield Buffer.from(text);
  }
}
