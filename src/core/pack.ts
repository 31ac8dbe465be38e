/** @file Plain data with typed arrays in it as JSON text; the arrays are base64 of their bytes as they lie in memory. */
import { messageOf, UserError } from "#core/errors";

const types = {
  BigInt64Array,
  Float32Array,
  Float64Array,
  Int8Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
};

type Type = keyof typeof types;

/** JSON of a value in which tensors' arrays (floats, integers of 8, 32 and 64 bits) may stand anywhere. */
export function pack(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (!ArrayBuffer.isView(item)) return item;
    const type = item.constructor.name;
    if (Object.hasOwn(types, type)) return { [type]: base64(item) };
    throw new UserError(`pack: cannot hold a ${type}`, `known: ${Object.keys(types).join(", ")}`);
  });
}

/**
 * What {@link pack} was given.
 *
 * @throws UserError naming the file where the text is not whole.
 */
export function unpack<T>(text: string, name: string): T {
  try {
    return JSON.parse(text, (_key, item) => arrayIn(item) ?? item);
  } catch (error) {
    throw new UserError(
      `${name} is not whole: ${messageOf(error)} (${text.length} characters)`,
      "write it again, or fetch it again",
      { cause: error },
    );
  }
}

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const parts: string[] = [];
  for (let from = 0; from < byteLength; from += 0x2000) {
    const length = Math.min(0x2000, byteLength - from); // an argument each: engines limit their number
    parts.push(String.fromCharCode(...new Uint8Array(buffer, byteOffset + from, length)));
  }
  return btoa(parts.join(""));
}

function arrayIn(item: unknown): ArrayBufferView | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const [[type, text] = [], more] = Object.entries(item);
  if (more !== undefined || type === undefined || typeof text !== "string") return undefined;
  if (!Object.hasOwn(types, type)) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new types[type as Type](bytes.buffer);
}
