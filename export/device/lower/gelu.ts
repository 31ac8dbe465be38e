/**
 * before: x ─ Div(√2) ─ Erf ─ Add(1) ─ Mul(x) ─ Mul(0.5)        after: x ─ Gelu
 *
 * in whatever order its products are taken. Source: Hendrycks, Gimpel 2016, arXiv:1606.08415.
 */
import type { Builder } from "#export/device/builder";
import type { Node, Value } from "#graph/graph";

/** x/2 · (1 + erf(x/√2)), where the node's first output is that: what formats without an error function have. */
export function addGelu(builder: Builder, node: Node): boolean {
  const x = geluOf(node.outputs[0]!);
  if (!x) return false;
  const last = builder.isLast(x);
  const input = last ? builder.last(x) : builder.plain(x);
  builder.add(node, { kind: "unary", what: "Gelu", input, parameters: {} }, { last });
  return true;
}

function geluOf(y: Value): Value | undefined {
  const risen = productOf(y, () => false).values.find(errorFunctionIn);
  const x = risen && scaledIn(errorFunctionIn(risen)!, Math.SQRT1_2);
  if (!x) return undefined;
  const { factor, values } = productOf(y, (value) => value === x || value === risen);
  const both = values.length === 2 && values.includes(x) && values.includes(risen);
  return both && isAbout(factor, 0.5) ? x : undefined;
}

/** What the error function is taken of, where the value is 1 + erf(…). */
function errorFunctionIn({ producer }: Value): Value | undefined {
  if (producer?.op !== "Add") return undefined;
  const [one, erf] = constantFirst(producer);
  return numberOf(one) === 1 && erf.producer?.op === "Erf" ? erf.producer.inputs[0]! : undefined;
}

/** The value of which this one is so many times. */
function scaledIn(value: Value, factor: number): Value | undefined {
  if (isAbout(factor, 1)) return value;
  const { producer } = value;
  if (producer?.op !== "Mul" && producer?.op !== "Div") return undefined;
  const { factor: own, values } = productOf(value, (it) => it !== value);
  return values.length === 1 ? scaledIn(values[0]!, factor / own) : undefined;
}

interface Product {
  readonly factor: number;
  readonly values: readonly Value[];
}

/** A number times some values: those that are asked for, no such products themselves, or behind `depth` others. */
function productOf(value: Value, isAsked: (value: Value) => boolean, depth = 4): Product {
  const { producer } = value;
  const number = numberOf(value);
  if (number !== undefined) return { factor: number, values: [] };
  if (isAsked(value) || !producer || depth === 0) return { factor: 1, values: [value] };
  const [a, b] = producer.inputs as [Value, Value];
  const inner = (operand: Value) => productOf(operand, isAsked, depth - 1);
  if (producer.op === "Mul") {
    const [left, right] = [inner(a), inner(b)];
    return { factor: left.factor * right.factor, values: [...left.values, ...right.values] };
  }
  const divisor = producer.op === "Div" ? numberOf(b) : undefined;
  if (divisor === undefined) return { factor: 1, values: [value] };
  const { factor, values } = inner(a);
  return { factor: factor / divisor, values };
}

function constantFirst({ inputs }: Node): readonly [Value, Value] {
  const [a, b] = inputs as [Value, Value];
  return a.data ? [a, b] : [b, a];
}

function numberOf({ data }: Value): number | undefined {
  return data?.length === 1 ? Number(data[0]) : undefined;
}

/** As near as half precision holds it. */
function isAbout(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 2 ** -11;
}
