/** @file Where a quantized model will run: what its forms are measured on, and which of them may be used there. */
import type { Registry } from "#core/registry";
import { type Entry, lookup } from "#core/registry";
import type { CreateSession } from "#runtime/session";
import type { ActivationType } from "./scheme.ts";

export interface QuantizeTarget extends Entry {
  /** Standard ONNX operators only. */
  readonly portable: boolean;
  /** It computes in integers: an automatic choice is one of the schemes that do. */
  readonly integers?: boolean;
  /**
   * What activations are counted in. uint8 is what x86 multiplies with int8 weights in one instruction (VNNI) and what
   * onnxruntime's integer operators were measured with; int8 is what TensorFlow Lite and CMSIS-NN compute in. The grid is
   * the same.
   */
  readonly activations: ActivationType;
  /** The runtimes that candidates race on, loaded when they do; none: the first form is taken unmeasured. */
  readonly runtimes: readonly (() => Promise<CreateSession>)[];
}

const native = async () => (await import("#runtime/ort-node")).createOrtNodeSession;
const webAssembly = async () => (await import("#runtime/ort-web")).createOrtWebSession;
const source = "wristill";

/** By name, as in `--target wasm`. */
export const quantizeTargets = {
  auto: {
    ...{
      name: "auto",
      source,
      portable: false,
      runtimes: [native, webAssembly],
      activations: "uint8",
    },
    summary: "fastest on this processor and in WebAssembly together",
  },
  cpu: {
    ...{ name: "cpu", source, portable: false, runtimes: [native], activations: "uint8" },
    summary: "fastest in onnxruntime on this processor",
  },
  mcu: {
    ...{ name: "mcu", source, portable: true, integers: true, runtimes: [], activations: "int8" },
    summary:
      "Quantize and Dequantize nodes, which compilers for microcontrollers read; not measured",
  },
  mobile: {
    ...{ name: "mobile", source, portable: false, runtimes: [native], activations: "uint8" },
    summary: "onnxruntime on phones; measured on this processor instead",
  },
  portable: {
    ...{ name: "portable", source, portable: true, runtimes: [native], activations: "uint8" },
    summary: "standard ONNX operators only, for any runtime",
  },
  wasm: {
    ...{ name: "wasm", source, portable: false, runtimes: [webAssembly], activations: "uint8" },
    summary: "fastest in WebAssembly",
  },
} as const satisfies Registry<QuantizeTarget>;

export type TargetName = keyof typeof quantizeTargets;

export function targetNamed(name: string): QuantizeTarget {
  return lookup<QuantizeTarget>("target", quantizeTargets, name);
}
