/** @file How one ONNX operator becomes layers. */
import { UserError } from "#core/errors";
import type { Builder } from "#export/device/builder";
import type { Node, Value } from "#graph/graph";

export type Lowering = (builder: Builder, node: Node) => void;

/** Lowerings by ONNX operator. */
export type Lowerings = Readonly<Record<string, Lowering>>;

/** A form of an operator that devices have no layer for. */
export function unsupported(node: Node, what: string, help?: string): never {
  throw new UserError(
    `node "${node.name}" (${node.op}) ${what}, which no format but ONNX can hold`,
    help ?? "change that layer, or ship the ONNX file",
  );
}

/** A constant input of whole numbers. */
export function integers(node: Node, index: number): readonly number[] | undefined {
  const value = node.inputs[index];
  if (!value) return undefined;
  if (!value.data) unsupported(node, `computes its input ${index} from data`);
  return [...value.data].map(Number);
}

/** A constant of one number. */
export function scalar(node: Node, index: number): number | undefined {
  const data = node.inputs[index]?.data;
  return data ? Number(data[0]) : undefined;
}

export function shapeOf(value: Value | undefined): readonly number[] {
  return value!.shape as readonly number[];
}

export function list(node: Node, name: string): readonly number[] | undefined {
  return node.attributes[name] as readonly number[] | undefined;
}

/** A real attribute, however it is written. */
export function real(node: Node, name: string, fallback: number): number {
  const value = node.attributes[name];
  if (value === undefined) return fallback;
  return typeof value === "object" && "float" in value ? value.float : Number(value);
}

/** Counted from the front. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Where an axis of ONNX lies where channels come last. */
export const lastAxes: readonly number[] = [0, 3, 1, 2];
