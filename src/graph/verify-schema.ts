/** @file Does a node keep to its operator: number and types of inputs and outputs, attributes known and complete? */
import { type AttributeValue, type DType, floatAttributes, type Node, Value } from "./graph.ts";
import { modeProblems } from "./newer-modes.ts";
import { newestOpset } from "./operator-table.ts";
import { firstOpset, type Operator, operatorAt, type Parameter } from "./operators.ts";

/** What is wrong with a node of the standard domain, each a sentence without its subject. */
export function schemaProblems(node: Node, opset: number): readonly string[] {
  const operator = operatorAt(node.op, opset);
  if (!operator) return [unknown(node.op, opset)];
  return [
    ...countProblems(node, operator),
    ...attributeProblems(node, operator),
    ...modeProblems(node, opset),
    ...types(node, operator),
  ];
}

function unknown(op: string, opset: number): string {
  const first = firstOpset(op);
  if (first !== undefined && first > opset)
    return `operator set ${opset} has no such operator; it came with ${first}`;
  return `operator set ${opset} has no such operator of tensors (known: up to ${newestOpset})`;
}

function countProblems(node: Node, { inputs, outputs, least }: Operator): string[] {
  const given = node.inputs.length;
  const problems: string[] = [];
  const most = (list: readonly Parameter[]) =>
    list.at(-1)?.variadic ? Number.POSITIVE_INFINITY : list.length;
  if (given < least.inputs) problems.push(`it has ${given} inputs and needs ${least.inputs}`);
  if (given > most(inputs)) problems.push(`it has ${given} inputs and takes ${inputs.length}`);
  for (const [i, { optional, variadic }] of inputs.entries()) {
    if (i < given && !node.inputs[i] && !optional && !variadic)
      problems.push(`input ${i} is missing`);
  }
  const written = node.outputs.length;
  if (written < least.outputs)
    problems.push(`it has ${written} outputs and gives ${least.outputs}`);
  if (written > most(outputs))
    problems.push(`it has ${written} outputs and gives ${outputs.length}`);
  return problems;
}

function attributeProblems({ attributes }: Node, operator: Operator): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const known = operator.attributes.get(name);
    if (!known) problems.push(`it knows no attribute "${name}"`);
    else if (!kindsOf(name, value).includes(known.kind))
      problems.push(`attribute "${name}" must be ${known.kind}`);
  }
  for (const [name, { required }] of operator.attributes) {
    if (required && !(name in attributes)) problems.push(`attribute "${name}" is missing`);
  }
  return problems;
}

/** What an attribute may be; an empty list may be a list of anything. */
function kindsOf(name: string, value: AttributeValue): readonly string[] {
  if (typeof value === "string") return ["STRING"];
  if (typeof value === "bigint") return ["INT"];
  if (typeof value === "number") return [floatAttributes.has(name) ? "FLOAT" : "INT"];
  if (value instanceof Value) return ["TENSOR"];
  if ("float" in value) return ["FLOAT"];
  if ("floats" in value) return ["FLOATS"];
  if (value.length === 0) return ["INTS", "STRINGS", "FLOATS"];
  return [typeof value[0] === "string" ? "STRINGS" : "INTS"];
}

/** Element types that are not allowed, or differ where they must be one. */
function types(node: Node, { inputs, outputs }: Operator): string[] {
  const bound = new Map<string, DType>();
  const problems: string[] = [];
  const check = (value: Value | undefined, parameter: Parameter | undefined, what: string) => {
    if (!value || !parameter) return;
    const { variable, types: allowed } = parameter;
    if (!allowed.includes(value.dtype)) {
      problems.push(`${what} is ${value.dtype}; it takes ${allowed.join(", ")}`);
      return;
    }
    const other = variable === "" || variable.startsWith("=") ? undefined : bound.get(variable);
    if (other !== undefined && other !== value.dtype)
      problems.push(`${what} is ${value.dtype}, and ${other} elsewhere: they must be one type`);
    bound.set(variable, other ?? value.dtype);
  };
  for (const [i, value] of node.inputs.entries()) check(value, at(inputs, i), `input ${i}`);
  for (const [i, value] of node.outputs.entries()) check(value, at(outputs, i), `output ${i}`);
  return problems;
}

function at(list: readonly Parameter[], index: number): Parameter | undefined {
  const last = list.at(-1);
  return list[index] ?? (last?.variadic ? last : undefined);
}
