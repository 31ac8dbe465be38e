/** @file An ONNX file that keeps its data in files beside it → the same as one file. */
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { aboutFile } from "#core/about-file";
import { fileTrouble, UserError } from "#core/errors";
import { decode, encode, type Message } from "./message.ts";
import { modelProto, type tensorProto } from "./onnx-schema.ts";

type TensorMessage = Message<typeof tensorProto>;

/** No ONNX file can be larger: protobuf's limit. */
const mostBytes = 2 ** 31 - 1;

/**
 * The file with all its data inside; itself where they are inside already, or where it is no ONNX file.
 *
 * @param path Where the file lies: data are read from its folder and from folders in it, never from elsewhere.
 */
export async function withDataInside(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  const model = decoded(bytes);
  const tensors = model?.graph?.initializer ?? [];
  if (!model?.graph || !tensors.some(isOutside)) return bytes;
  const folder = new DataFolder(dirname(path), bytes.length);
  const initializer: TensorMessage[] = [];
  await aboutFile(path, async () => {
    for (const tensor of tensors)
      initializer.push(isOutside(tensor) ? await folder.filled(tensor) : tensor);
  }).finally(() => folder.close());
  return encode(modelProto, { ...model, graph: { ...model.graph, initializer } });
}

function isOutside({ dataLocation }: TensorMessage): boolean {
  return Number(dataLocation ?? 0) !== 0;
}

/** What is no ONNX file is somebody else's to complain of. */
function decoded(bytes: Uint8Array): Message<typeof modelProto> | undefined {
  try {
    return decode(modelProto, bytes);
  } catch {
    return undefined;
  }
}

class DataFolder {
  readonly #folder: string;
  readonly #files: Map<string, FileHandle> = new Map();
  #bytes: number;

  constructor(folder: string, bytes: number) {
    this.#folder = folder;
    this.#bytes = bytes;
  }

  async filled(tensor: TensorMessage): Promise<TensorMessage> {
    const entries = new Map(tensor.externalData?.map(({ key = "", value = "" }) => [key, value]));
    const name = `tensor "${tensor.name ?? ""}"`;
    const place = entries.get("location") ?? "";
    const file = await this.#open(name, place);
    const { size } = await file.stat();
    const offset = countOf(name, entries.get("offset") ?? "0");
    const length = countOf(name, entries.get("length") ?? String(Math.max(0, size - offset)));
    this.#bytes += length;
    if (offset + length > size) {
      throw new UserError(
        `${name}: "${place}" has ${size} bytes, and the tensor's end at ${offset + length}`,
        "the two files do not belong together, or one is cut off: save the model anew",
      );
    }
    if (this.#bytes > mostBytes) {
      throw new UserError(
        `the model and its data are larger than ${mostBytes} bytes`,
        "models for watches are smaller; a larger one runs in onnxruntime as it is",
      );
    }
    const rawData = new Uint8Array(length);
    if (length > 0) await file.read(rawData, 0, length, offset);
    return { ...tensor, rawData, dataLocation: undefined, externalData: undefined };
  }

  async #open(name: string, place: string): Promise<FileHandle> {
    const known = this.#files.get(place);
    if (known) return known;
    const file = await open(await this.#inside(name, place), "r");
    this.#files.set(place, file);
    return file;
  }

  /** The true place, links followed. */
  async #inside(name: string, place: string): Promise<string> {
    const outside = () =>
      new UserError(
        `${name} keeps its data at ${JSON.stringify(place)}, outside of the model's folder, which is never opened`,
        "keep the model and its data in one folder",
      );
    if (place === "" || isAbsolute(place) || climbs(join(place))) throw outside();
    const [folder, file] = await Promise.all([
      realpath(this.#folder),
      realpath(join(this.#folder, place)),
    ]).catch((error: unknown) => {
      throw new UserError(
        `${name} keeps its data in "${place}", which cannot be read: ${fileTrouble(error)}`,
        "put that file beside the model",
        { cause: error },
      );
    });
    if (climbs(relative(folder, file))) throw outside();
    if ((await stat(file)).isFile()) return file;
    throw new UserError(`${name} keeps its data in "${place}", which is no file`, "save it anew");
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }
}

function climbs(place: string): boolean {
  return isAbsolute(place) || place === ".." || /^\.\.[\\/]/.test(place);
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new UserError(
    `${name}: ${JSON.stringify(text)} is no place in a file`,
    "save the model anew",
  );
}
