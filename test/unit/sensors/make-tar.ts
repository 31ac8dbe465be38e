/** A tar archive (ustar), long names in pax headers. */
export function makeTar(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries = Object.entries(files).flatMap(([path, content]) => [
    ...(path.length > 100 ? [entry("pax", "x", paxRecord("path", path))] : []),
    entry(path.slice(0, 100), "0", Buffer.from(content)),
  ]);
  const folder = entry("folder/", "5", Buffer.alloc(0));
  return Uint8Array.from(Buffer.concat([folder, ...entries, Buffer.alloc(1024)]));
}

function entry(name: string, type: string, data: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(data.length.toString(8).padStart(11, "0"), 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\u000000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** "length key=value\n", the length counting itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (length !== String(length).length + rest.length)
    length = String(length).length + rest.length;
  return Buffer.from(`${length}${rest}`);
}
