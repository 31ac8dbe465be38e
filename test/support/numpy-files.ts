/** @file NumPy files written by hand: version 1 arrays, and archives that store them unpacked. */
import { crc32 } from "node:zlib";

/** An `.npy` of float32 or int32. */
export function npy(data: Float32Array | Int32Array, shape: readonly number[]): Uint8Array {
  const kind = data instanceof Float32Array ? "<f4" : "<i4";
  const sizes = shape.map((size) => `${size},`).join(" ");
  const text = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.from(`\u0093NUMPY\u0001\u0000`, "latin1");
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([head, length, Buffer.from(padded, "latin1"), Buffer.from(data.buffer)]);
}

/** An `.npz` of such arrays. */
export function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(arrays)) {
    const file = Buffer.from(`${name}.npy`);
    const about = Buffer.alloc(26); // from "version needed" on, the same in both headers
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(bytes.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), about, file, bytes]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), about, end, file]));
    parts.push(local);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const tail = Buffer.alloc(22);
  tail.write("PK\u0005\u0006", 0, "latin1");
  tail.writeUInt16LE(parts.length, 8);
  tail.writeUInt16LE(parts.length, 10);
  tail.writeUInt32LE(listing.length, 12);
  tail.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listing, tail]);
}
