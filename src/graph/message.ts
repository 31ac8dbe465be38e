/**
 * @file Protocol buffer messages from a table of their fields: one description, a writer and a reader.
 * The reader never allocates more than a small multiple of the bytes it is given: byte fields are views,
 * and nesting is as deep as the tables (which do not refer to themselves).
 */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

interface ScalarTypes {
  string: string;
  bytes: Uint8Array;
  /** A number where it is safe, else a bigint. */
  int64: number | bigint;
  float: number;
  double: number;
}

type Scalar = keyof ScalarTypes;
type Field = readonly [number: number, type: Scalar | Schema, many?: "many"];

/** Fields by name. */
export interface Schema {
  readonly [field: string]: Field;
}

type Single<T> = T extends Scalar ? ScalarTypes[T] : T extends Schema ? Message<T> : never;
type FieldValue<F extends Field> = F extends readonly [number, infer T, "many"]
  ? readonly Single<T>[]
  : Single<F[1]>;

/** A message in plain objects; absent fields are `undefined`. */
export type Message<S extends Schema> = { readonly [K in keyof S]?: FieldValue<S[K]> | undefined };

/** Declares a message; exists so that field types are inferred. */
export function message<const S extends Schema>(schema: S): S {
  return schema;
}

/** The bytes of a message. */
export function encode<S extends Schema>(schema: S, value: Message<S>): Uint8Array {
  const writer = new BinaryWriter();
  write(writer, schema, value);
  return writer.finish();
}

function write(writer: BinaryWriter, schema: Schema, value: Readonly<Record<string, unknown>>) {
  for (const field in schema) {
    const content = value[field];
    if (content === undefined) continue;
    const [number, type, many] = schema[field]!;
    if (!many) writeField(writer, number, type, content);
    else if (isPacked(type)) writePacked(writer, number, type, content as readonly unknown[]);
    else for (const item of content as Iterable<unknown>) writeField(writer, number, type, item);
  }
}

function writeField(writer: BinaryWriter, number: number, type: Field[1], item: unknown) {
  if (typeof type !== "string") {
    writer.tag(number, WireType.LengthDelimited).fork();
    write(writer, type, item as Record<string, unknown>);
    writer.join();
    return;
  }
  writer.tag(number, wireTypes[type]);
  writeScalar(writer, type, item);
}

/** Numbers repeat without a tag each. */
function isPacked(type: Field[1]): type is Scalar {
  return typeof type === "string" && wireTypes[type] !== WireType.LengthDelimited;
}

function writePacked(
  writer: BinaryWriter,
  number: number,
  type: Scalar,
  items: readonly unknown[],
) {
  if (items.length === 0) return;
  if (items.length === 1) return writeField(writer, number, type, items[0]); // a byte less
  writer.tag(number, WireType.LengthDelimited).fork();
  for (const item of items) writeScalar(writer, type, item);
  writer.join();
}

function writeScalar(writer: BinaryWriter, type: Scalar, item: unknown) {
  if (type === "string") writer.string(item as string);
  else if (type === "bytes") writer.bytes(item as Uint8Array);
  else if (type === "float") writer.float(item as number);
  else if (type === "double") writer.double(item as number);
  else if (typeof item === "number" && (item | 0) === item) writer.int32(item);
  else writer.int64(item as number | bigint);
}

const wireTypes: Readonly<Record<Scalar, WireType>> = {
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
  int64: WireType.Varint,
  float: WireType.Bit32,
  double: WireType.Bit64,
};

/** The message in the bytes; unlisted fields are skipped. Throws an `Error` where they are malformed. */
export function decode<S extends Schema>(schema: S, bytes: Uint8Array): Message<S> {
  const fields = new Map(
    Object.entries(schema).map(([name, field]) => [field[0], { name, field }]),
  );
  const reader = new BinaryReader(bytes);
  const result: Record<string, unknown> = {};
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const known = fields.get(number);
    if (known) readField(reader, known.name, known.field, wire, result);
    else reader.skip(wire, number);
  }
  return result as Message<S>;
}

function readField(
  reader: BinaryReader,
  name: string,
  [, type, many]: Field,
  wire: WireType,
  result: Record<string, unknown>,
) {
  const scalar = typeof type === "string" ? type : undefined;
  const expected = scalar ? wireTypes[scalar] : WireType.LengthDelimited;
  const packed = many && wire === WireType.LengthDelimited && expected !== wire;
  if (wire !== expected && !packed) throw new Error(`field ${name} has wire type ${wire}`);
  if (many) result[name] ??= [];
  const list = many ? (result[name] as unknown[]) : undefined;
  if (packed) {
    const inner = new BinaryReader(reader.bytes());
    while (inner.pos < inner.len) list!.push(readScalar(inner, scalar!));
    return;
  }
  const item = scalar ? readScalar(reader, scalar) : decode(type as Schema, reader.bytes());
  if (list) list.push(item);
  else result[name] = item;
}

function readScalar(reader: BinaryReader, type: Scalar): unknown {
  if (type === "string") return reader.string();
  if (type === "bytes") return reader.bytes();
  if (type === "float") return reader.float();
  if (type === "double") return reader.double();
  const value = BigInt(reader.int64());
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
