/** @file FlatBuffers tables from a description of their fields: one description, a writer. */
import { Builder } from "flatbuffers";

type Scalar = "bool" | "int8" | "uint8" | "int32" | "uint32" | "float32";
/** "any": a table that comes with its description, as {@link Described}. */
type Kind = Scalar | "int64" | "string" | "bytes" | "any" | Table;

/** The field's place in the table, what it is, "many" where it is a vector. */
type Field = readonly [slot: number, kind: Kind, many?: "many"];

export interface Table {
  readonly [field: string]: Field;
}

/** A table in plain objects; absent fields have their default. */
export type TableValue = Readonly<Record<string, unknown>>;

/** A table whose fields depend on what it is. */
export interface Described {
  readonly table: Table;
  readonly value: TableValue;
}

/** The file of a root table. */
export function writeFlat(root: Table, value: TableValue, identifier: string): Uint8Array {
  const builder = new Builder(1 << 16);
  builder.finish(writeTable(builder, root, value), identifier);
  return builder.asUint8Array().slice();
}

/** What a table points to is written before it. */
function writeTable(builder: Builder, table: Table, value: TableValue): number {
  const fields = Object.entries(table).filter(([name]) => value[name] !== undefined);
  const written = fields.map(([name, [slot, kind, many]]) => {
    const content = value[name];
    if (many)
      return [slot, "offset", writeVector(builder, kind, content as readonly unknown[])] as const;
    if (typeof kind !== "string")
      return [slot, "offset", writeTable(builder, kind, content as TableValue)] as const;
    if (kind === "any") return [slot, "offset", writeAny(builder, content as Described)] as const;
    if (kind === "string")
      return [slot, "offset", builder.createString(content as string)] as const;
    if (kind === "bytes")
      return [slot, "offset", writeBytes(builder, content as Uint8Array)] as const;
    return [slot, kind, content as number] as const;
  });
  builder.startObject(Math.max(0, ...Object.values(table).map(([slot]) => slot + 1)));
  for (const [slot, kind, content] of written) addField(builder, slot, kind, content);
  return builder.endObject();
}

function writeAny(builder: Builder, { table, value }: Described): number {
  return writeTable(builder, table, value);
}

/** What is said is written, defaults too. */
function addField(builder: Builder, slot: number, kind: Kind | "offset", content: number): void {
  builder.forceDefaults(true);
  if (kind === "offset") builder.addFieldOffset(slot, content, 0);
  else if (kind === "bool" || kind === "int8" || kind === "uint8")
    builder.addFieldInt8(slot, Number(content), 0);
  else if (kind === "float32") builder.addFieldFloat32(slot, content, 0);
  else builder.addFieldInt32(slot, content, 0);
  builder.forceDefaults(false);
}

const sizes = { bool: 1, int8: 1, uint8: 1, int32: 4, uint32: 4, float32: 4, int64: 8 } as const;

function writeVector(builder: Builder, kind: Kind, items: readonly unknown[]): number {
  if (kind === "bytes" || kind === "any") throw new TypeError(`no vectors of ${kind} are written`);
  if (typeof kind !== "string" || kind === "string") {
    const offsets = items.map((item) =>
      typeof kind === "string"
        ? builder.createString(item as string)
        : writeTable(builder, kind, item as TableValue),
    );
    builder.startVector(4, offsets.length, 4);
    for (const offset of offsets.toReversed()) builder.addOffset(offset);
    return builder.endVector();
  }
  builder.startVector(sizes[kind], items.length, sizes[kind]);
  for (const item of items.toReversed()) {
    if (kind === "float32") builder.addFloat32(item as number);
    else if (kind === "int64") builder.addInt64(BigInt(item as number));
    else if (sizes[kind] === 1) builder.addInt8(item as number);
    else builder.addInt32(item as number);
  }
  return builder.endVector();
}

/** Aligned so that any element type can be read in place. */
function writeBytes(builder: Builder, bytes: Uint8Array): number {
  builder.startVector(1, bytes.length, 16);
  for (let i = bytes.length - 1; i >= 0; i--) builder.addInt8(bytes[i]!);
  return builder.endVector();
}
