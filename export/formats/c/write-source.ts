/** @file A network in integers as a C99 header and source. */
import { sizeOf } from "#core/signal";
import { fixedPointC } from "#export/integer/fixed-point";
import { type IntegerNetwork, type IntegerTensor, storeOf } from "#export/integer/network";
import { planMemory } from "#export/integer/plan-memory";
import type { CWriter } from "#export/integer/step";
import { kindOf } from "#export/integer/steps/index";
import { readMetadata } from "#export/metadata";
import { float, identifier, identifiers, inComment, wrapped } from "./text.ts";

export interface CSource {
  readonly header: string;
  readonly source: string;
  /** Bytes of constants, which lie in flash; the compiled code comes on top. */
  readonly constantBytes: number;
  /** Bytes of static memory. */
  readonly ramBytes: number;
}

export function writeC(network: IntegerNetwork, file: string): CSource {
  const name = identifier(file);
  const names = namesOf(network);
  const body = new Body(network, names);
  const calls = network.steps.map((step) => body.step(step));
  const kinds = [...new Set(network.steps.map(kindOf))];
  const figures = { constantBytes: body.constantBytes, ramBytes: body.ramBytes };
  const source = [
    `/* ${inComment(network.name)}: inference in 8-bit integers. Written by wristill; plain C99, no allocation, no libraries. */`,
    `#include "${file}.h"`,
    "",
    fixedPointC,
    ...new Set(kinds.flatMap(({ helpers }) => helpers ?? [])),
    ...kinds.map(({ kernel }) => kernel),
    ...body.declarations,
    "",
    body.memory(),
    quantizeFunctions(network, name, names),
    `void ${name}_run(${parameters(network, names)})`,
    "{",
    ...calls,
    "}",
    "",
  ];
  return { header: header(network, name, names, figures), source: source.join("\n"), ...figures };
}

/** What inputs and outputs are called in C. */
type Names = ReadonlyMap<string, string>;

/** Parameters, which stand alone, are `acc_in` and `logits_out`: no word of C ends so. */
function namesOf({ inputs, outputs }: IntegerNetwork): Names {
  return identifiers([...inputs, ...outputs].map(({ name }) => name));
}

const bytesPer = { int8_t: 1, uint8_t: 1, int16_t: 2, int32_t: 4 } as const;

/** Constants and calls, as the steps need them. */
class Body implements CWriter {
  readonly declarations: string[] = [];
  constantBytes = 0;
  #scratchBytes = 0;
  readonly #network: IntegerNetwork;
  readonly #names: Names;
  readonly #plan;
  readonly #constants: Map<IntegerTensor, string> = new Map();
  readonly #tables: Map<string, string> = new Map();
  #prefix = "";

  constructor(network: IntegerNetwork, names: Names) {
    this.#network = network;
    this.#names = names;
    this.#plan = planMemory(network);
  }

  get ramBytes(): number {
    return this.#plan.size + this.#scratchBytes;
  }

  step(step: IntegerNetwork["steps"][number]): string {
    this.#prefix = `s${this.declarations.length}_${identifier(step.name)}`;
    const kind = kindOf(step);
    const call = `${kind.kind}(${kind.call(step, this).join(", ")});`;
    return `    ${call}`.replace(/(.{90,110}?, )/g, "$1\n        ").replaceAll(/ +\n/g, "\n");
  }

  at(tensor: IntegerTensor): string {
    const store = storeOf(tensor);
    if (store.data) return this.#constant(store);
    const input = this.#network.inputs.find((it) => storeOf(it.tensor) === store);
    if (input) return `${this.#names.get(input.name)}_in`;
    const output = this.#network.outputs.find((it) => storeOf(it.tensor) === store);
    if (output) return `${this.#names.get(output.name)}_out`;
    return `arena + ${this.#plan.places.get(store)}`;
  }

  array(type: keyof typeof bytesPer, name: string, data: ArrayLike<number>): string {
    const text = `${type} ${Array.from(data).join()}`;
    const known = this.#tables.get(text);
    if (known) return known;
    const full = `${this.#prefix}_${name}`;
    this.#tables.set(text, full);
    this.constantBytes += data.length * bytesPer[type];
    this.declarations.push(
      `static const ${type} ${full}[${data.length}] = {\n${wrapped(data)}\n};`,
    );
    return full;
  }

  scratch(type: keyof typeof bytesPer, name: string, length: number): string {
    const full = `${this.#prefix}_${name}`;
    this.#scratchBytes += length * bytesPer[type];
    this.declarations.push(`static ${type} ${full}[${length}];`);
    return full;
  }

  memory(): string {
    return this.#plan.size > 0 ? `static int8_t arena[${this.#plan.size}];\n` : "";
  }

  #constant(tensor: IntegerTensor): string {
    const known =
      this.#constants.get(tensor) ??
      this.array("int8_t", `constant_${this.#constants.size}`, tensor.data!);
    this.#constants.set(tensor, known);
    return known;
  }
}

function parameters({ inputs, outputs }: IntegerNetwork, names: Names): string {
  return [
    ...inputs.map(({ name }) => `const int8_t *${names.get(name)}_in`),
    ...outputs.map(({ name }) => `int8_t *${names.get(name)}_out`),
  ].join(", ");
}

/** The only floating point: a window in physical units is rounded, its normalisation with it. */
function quantizeFunctions({ inputs }: IntegerNetwork, name: string, names: Names): string {
  return inputs
    .map(({ name: input, tensor, factor, offset }) => {
      const list = (values: Float32Array) => [...values].map(float).join(", ");
      return `void ${name}_quantize_${names.get(input)}(const float *window, int8_t *rounded)
{
    static const float factor[${factor.length}] = {${list(factor)}};
    static const float offset[${offset.length}] = {${list(offset)}};
    int32_t i;
    for (i = 0; i < ${sizeOf(tensor.shape)}; i++) {
        const float scaled = window[i] * factor[i % ${factor.length}];
        const float value = scaled + offset[i % ${offset.length}];
        if (!(value > -128.0f)) rounded[i] = -128;
        else if (value > 127.0f) rounded[i] = 127;
        else rounded[i] = (int8_t)(value + (value < 0.0f ? -0.5f : 0.5f));
    }
}
`;
    })
    .join("\n");
}

interface Figures {
  readonly constantBytes: number;
  readonly ramBytes: number;
}

function header(
  network: IntegerNetwork,
  name: string,
  names: Names,
  { constantBytes, ramBytes }: Figures,
): string {
  const guard = `WRISTILL_${name.toUpperCase()}_H`;
  const define = (key: string, value: string | number) =>
    `#define ${name.toUpperCase()}_${key.toUpperCase()} ${value}`;
  const { labels = [] } = readMetadata(network) ?? {};
  const order = labels.map((label, i) => `${i} ${label}`).join(", ");
  return [
    `/* ${inComment(network.name)}: inference in 8-bit integers. Written by wristill.`,
    ` * Flash: ${constantBytes} bytes of constants, and the code. RAM: ${ramBytes} bytes, all static; so one run at a time.`,
    ...(labels.length > 0 ? [` * Classes: ${inComment(order)}.`] : []),
    " * A real number is (integer - ZERO) * SCALE.",
    " */",
    `#ifndef ${guard}`,
    `#define ${guard}`,
    "",
    "#include <stdint.h>",
    "",
    ...network.inputs.map(({ name: input, tensor }) =>
      define(`${names.get(input)}_length`, sizeOf(tensor.shape)),
    ),
    ...network.outputs.flatMap(({ name: output, tensor }) => [
      define(`${names.get(output)}_length`, sizeOf(tensor.shape)),
      define(`${names.get(output)}_scale`, float(tensor.scale)),
      define(
        `${names.get(output)}_zero`,
        tensor.zeroPoint < 0 ? `(${tensor.zeroPoint})` : tensor.zeroPoint,
      ),
    ]),
    define("constant_bytes", constantBytes),
    define("ram_bytes", ramBytes),
    "",
    "#ifdef __cplusplus",
    'extern "C" {',
    "#endif",
    "",
    ...network.inputs.map(({ name: input, tensor }) => {
      return `/* A window [${tensor.shape.slice(1).join("][")}] in physical units, normalised and rounded. */\nvoid ${name}_quantize_${names.get(input)}(const float *window, int8_t *rounded);\n`;
    }),
    "/* Integers only. */",
    `void ${name}_run(${parameters(network, names)});`,
    "",
    "#ifdef __cplusplus",
    "}",
    "#endif",
    "",
    "#endif",
    "",
  ].join("\n");
}
