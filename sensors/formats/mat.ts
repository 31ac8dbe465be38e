/** @file MATLAB's MAT files, versions 5 to 7 (level 5) and, being HDF5 files, 7.3. */
import { FormatError } from "./format-error.ts";
import { inflate } from "./inflate.ts";
import { elementAt, elementTypes, type MatBlock, matBlock } from "./mat-element.ts";
import { readMatrix } from "./mat-matrix.ts";
import { type MatArray, type MatFile, type MatValue, matValue } from "./mat-values.ts";

const headerBytes = 128;
const saveAnew = "save it in MATLAB with save(…, '-v7')";

/** Every variable of a file; `file` is used in messages. Throws a {@link FormatError} naming the byte. */
export async function readMat(bytes: Uint8Array, file: string): Promise<MatFile> {
  if (isHdf5(bytes)) {
    const { readMat73 } = await import("./mat73.ts");
    return await readMat73(bytes, file);
  }
  const block = openLevel5(bytes, file);
  const variables = new Map<string, MatValue>();
  for (let at = headerBytes; at < bytes.length; ) {
    const element = elementAt(block, at, bytes.length);
    if (element.type === elementTypes.compressed) {
      const packed = bytes.subarray(element.start, element.start + element.bytes);
      const plain = await inflate(packed, { format: "deflate", file, place: { byte: at } });
      addMatrix(variables, matBlock(plain, file, block.little, at), 0);
    } else addMatrix(variables, block, at);
    at = element.next;
  }
  return { file, variables };
}

/** The numbers of one variable. Throws a {@link FormatError} that lists the others. */
export async function matVariable(
  bytes: Uint8Array,
  file: string,
  name: string,
): Promise<MatArray> {
  return matValue(await readMat(bytes, file), [name], "numbers");
}

/** The signature may follow a text of 512 bytes that MATLAB puts before it. */
function isHdf5(bytes: Uint8Array): boolean {
  return [0, 512].some(
    (at) => bytes[at] === 0x89 && bytes[at + 1] === 0x48 && bytes[at + 2] === 0x44,
  );
}

function openLevel5(bytes: Uint8Array, file: string): MatBlock {
  if (bytes.length < headerBytes)
    throw new FormatError(file, { byte: bytes.length }, "shorter than the header of a MAT file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = view.getUint16(126, true);
  if (mark !== 0x4d49 && mark !== 0x494d)
    throw new FormatError(file, { byte: 126 }, "not a MAT file of level 5", saveAnew);
  const little = mark === 0x4d49;
  const version = view.getUint16(124, little);
  if (version !== 0x0100)
    throw new FormatError(
      file,
      { byte: 124 },
      `MAT version ${version >> 8}.${version & 255}, expected 1.0 (MATLAB 5 to 7)`,
      saveAnew,
    );
  return matBlock(bytes, file, little);
}

function addMatrix(variables: Map<string, MatValue>, block: MatBlock, at: number): void {
  const element = elementAt(block, at, block.reader.bytes.length);
  if (element.type !== elementTypes.matrix) return;
  const { name, value } = readMatrix(block, element);
  if (name !== "") variables.set(name, value);
}
