/** @file The reference: a network in integers, run as a device runs it. */
import { UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import { clamp } from "./fixed-point.ts";
import { type IntegerInput, type IntegerNetwork, type IntegerTensor, storeOf } from "./network.ts";
import { kindOf } from "./steps/index.ts";

/** One window per input, rounded, to the integers of each output. */
export function runIntegers(
  network: IntegerNetwork,
  windows: Readonly<Record<string, Int8Array>>,
): Record<string, Int8Array> {
  const stores = new Map<IntegerTensor, Int8Array>();
  const memory = (tensor: IntegerTensor): Int8Array => {
    const store = storeOf(tensor);
    const found = store.data ?? stores.get(store) ?? new Int8Array(sizeOf(store.shape));
    stores.set(store, found);
    return found;
  };
  for (const { name, tensor } of network.inputs) {
    const window = windows[name];
    if (window?.length !== sizeOf(tensor.shape))
      throw new UserError(`${network.name}: "${name}" needs ${sizeOf(tensor.shape)} integers`);
    memory(tensor).set(window);
  }
  for (const step of network.steps) kindOf(step).run(step, memory);
  return Object.fromEntries(
    network.outputs.map(({ name, tensor }) => [name, memory(tensor).slice()]),
  );
}

/** A window in physical units as integers; single precision, halves away from zero, as the C code has it. */
export function roundWindow({ factor, offset }: IntegerInput, window: Float32Array): Int8Array {
  const channels = factor.length;
  return Int8Array.from(window, (x, i) => {
    const c = i % channels;
    const value = Math.fround(Math.fround(x * factor[c]!) + offset[c]!);
    if (!(value > -128)) return -128;
    return clamp(Math.trunc(Math.fround(value + (value < 0 ? -0.5 : 0.5))), -128, 127);
  });
}

/** The real numbers of an output. */
export function realsOf({ scale, zeroPoint }: IntegerTensor, integers: Int8Array): Float32Array {
  return Float32Array.from(integers, (q) => (q - zeroPoint) * scale);
}
