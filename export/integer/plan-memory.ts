/** @file One block of memory for all activations: those that are never alive together share it. */
import { sizeOf } from "#core/signal";
import { type IntegerNetwork, type IntegerTensor, type Step, storeOf } from "./network.ts";

export interface MemoryPlan {
  /** Bytes. */
  readonly size: number;
  /** Where a tensor begins. Inputs, outputs and constants have no place: they are memory of their own. */
  readonly places: ReadonlyMap<IntegerTensor, number>;
}

interface Block {
  readonly tensor: IntegerTensor;
  readonly size: number;
  readonly born: number;
  died: number;
}

/** The largest first, each at the lowest place that is free while it lives. */
export function planMemory(network: IntegerNetwork): MemoryPlan {
  const placed: (Block & { readonly at: number })[] = [];
  for (const block of blocksOf(network).sort((a, b) => b.size - a.size)) {
    const rivals = placed
      .filter((other) => other.born <= block.died && block.born <= other.died)
      .sort((a, b) => a.at - b.at);
    let at = 0;
    for (const rival of rivals) {
      if (at + block.size <= rival.at) break;
      at = Math.max(at, rival.at + rival.size);
    }
    placed.push({ ...block, at });
  }
  return {
    size: placed.reduce((most, { at, size }) => Math.max(most, at + size), 0),
    places: new Map(placed.map(({ tensor, at }) => [tensor, at])),
  };
}

function blocksOf({ inputs, outputs, steps }: IntegerNetwork): Block[] {
  const outside = new Set([...inputs, ...outputs].map(({ tensor }) => storeOf(tensor)));
  const blocks = new Map<IntegerTensor, Block>();
  for (const [time, step] of steps.entries()) {
    for (const tensor of tensorsOf(step).map(storeOf)) {
      if (tensor.data || outside.has(tensor)) continue;
      const block = blocks.get(tensor) ?? newBlock(tensor, time);
      block.died = time;
      blocks.set(tensor, block);
    }
  }
  return [...blocks.values()];
}

function newBlock(tensor: IntegerTensor, time: number): Block {
  return { tensor, size: sizeOf(tensor.shape), born: time, died: time };
}

/** What a step reads and writes. */
export function tensorsOf(step: Step): IntegerTensor[] {
  return "other" in step ? [step.input, step.other, step.output] : [step.input, step.output];
}
