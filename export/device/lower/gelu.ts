/**
 * before: x ─ Div(√2) ─ Erf ─ Add(1) ─ Mul(x) ─ Mul(0.5)        after: x ─ Gelu
 *
 * or with the hyperbolic tangent that comes near, in whatever order the products are taken.
 * Source: Hendrycks, Gimpel 2016, arXiv:1606.08415.
 */
import type { Builder } from "#export/device/builder";
import type { Node, Value } from "#graph/graph";

/** x/2 · (1 + erf(x/√2)), or by tanh, where the node's first output is that: formats have it as one. */
export function addGelu(builder: Builder, node: Node): boolean {
  const found = geluOf(node.outputs[0]!);
  if (!found) return false;
  const { x, approximate } = found;
  const last = builder.isLast(x);
  const input = last ? builder.last(x) : builder.plain(x);
  builder.add(node, { kind: "unary", what: "Gelu", input, parameters: { approximate } }, { last });
  return true;
}

/** What the bent part of a GELU is taken of. */
const bends: Readonly<Record<string, (x: number) => number>> = {
  Erf: (x) => x * Math.SQRT1_2,
  Tanh: (x) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3),
};

function geluOf(y: Value): { readonly x: Value; readonly approximate: 0 | 1 } | undefined {
  const risen = productOf(y, () => false).values.find(bentIn);
  if (!risen) return undefined;
  const bent = bentIn(risen)!;
  const x = [...factorsIn(y)].find((value) => {
    const { factor, values } = productOf(y, (it) => it === value || it === risen);
    const both = values.length === 2 && values.includes(value) && values.includes(risen);
    return both && isAbout(factor, 0.5) && isCurve(bent.inputs[0]!, value, bends[bent.op]!);
  });
  return x && { x, approximate: bent.op === "Tanh" ? 1 : 0 };
}

/** The error function or tangent to which one is added. */
function bentIn({ producer }: Value): Node | undefined {
  if (producer?.op !== "Add") return undefined;
  const [a, b] = producer.inputs as [Value, Value];
  const [one, bent] = a.data ? [a, b.producer] : [b, a.producer];
  return numberOf(one) === 1 && bent && Object.hasOwn(bends, bent.op) ? bent : undefined;
}

interface Product {
  readonly factor: number;
  readonly values: readonly Value[];
}

/** How many products stand in a row. */
const mostProducts = 4;

/** A number times some values: those that are asked for, no such products themselves, or behind `depth` others. */
function productOf(
  value: Value,
  isAsked: (value: Value) => boolean,
  depth = mostProducts,
): Product {
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

/** Whatever is multiplied on the way to the value. */
function factorsIn({ producer }: Value, depth = mostProducts): ReadonlySet<Value> {
  if (depth === 0 || (producer?.op !== "Mul" && producer?.op !== "Div")) return new Set();
  const own = (producer.inputs as Value[]).filter(({ data }) => !data);
  return new Set(own.flatMap((value) => [value, ...factorsIn(value, depth - 1)]));
}

/** Whether sums, products and powers make that of x and numbers alone. */
function isCurve(value: Value, x: Value, curve: (x: number) => number): boolean {
  return [-3, -1, -0.25, 0.5, 2].every((at) => isAbout(numberAt(value, x, at), curve(at)));
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Div: (a, b) => a / b,
  Mul: (a, b) => a * b,
  Pow: (a, b) => a ** b,
  Sub: (a, b) => a - b,
};

/** The value where x is `at`; NaN where it is made of more. */
function numberAt(value: Value, x: Value, at: number, depth = 8): number {
  if (value === x) return at;
  const { producer } = value;
  const compute = producer && Object.hasOwn(arithmetic, producer.op) && arithmetic[producer.op];
  if (!compute || depth === 0) return numberOf(value) ?? Number.NaN;
  const [a, b] = producer.inputs.map((it) => numberAt(it!, x, at, depth - 1));
  return compute(a!, b!);
}

function numberOf({ data }: Value): number | undefined {
  return data?.length === 1 ? Number(data[0]) : undefined;
}

/** As near as half precision holds it. */
function isAbout(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 2 ** -11;
}
