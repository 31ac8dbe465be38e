/** @file Weights averaged over the end of a training: a wider minimum than the last step's. */
import { add, cast, div, greaterEqual, maximum, mul, type Scalar, sub } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { Random } from "#core/random";
import type { BatchSource } from "#core/signal";
import { applyNetwork } from "#record/inference";
import { bindProgram } from "./bound-program.ts";
import type { Engine, TrainingState, Weights } from "./engine.ts";
import type { StepProgram } from "./program.ts";
import { readWeights, weightsOf } from "./weights.ts";
import { weightsIn } from "./weights-in.ts";

const names = { mean: "averagedWeights", count: "averagedSteps" } as const;

/**
 * The program, with the mean of a group's weights over all steps whose input `progress` is `from` or more (Izmailov et
 * al. 2018, arXiv:1803.05407, with every step for a snapshot). The mean is memory: it is in checkpoints, and nothing
 * reads it before {@link withAverage}.
 */
export function averaged(program: StepProgram, group: string, from: number): StepProgram {
  const { size } = weightsOf(program.groups[group]!.models).parameters;
  return {
    ...program,
    memory: {
      ...program.memory,
      [names.mean]: { data: new Float32Array(size), shape: [size] },
      [names.count]: { data: new Float32Array(1), shape: [] },
    },
    run(step) {
      const figures = program.run(step);
      const counts = cast(greaterEqual(step.inputs.progress!, from), "float32");
      const count: Scalar = add(step.read(names.count), counts);
      const mean = step.read(names.mean);
      const share = div(counts, maximum(count, 1));
      step.write(names.count, count);
      step.write(names.mean, add(mean, mul(sub(step.parameters(group), mean), share)));
      return figures;
    },
  };
}

/** The state with the mean in place of the group's weights. */
export function withAverage(
  program: StepProgram,
  group: string,
  { step, arrays }: TrainingState,
): TrainingState {
  const { parameters } = bindProgram(program).groups[group]!.names;
  return { step, arrays: { ...arrays, [parameters]: arrays[names.mean]! } };
}

/** Batches that a running statistic of momentum 0.9 takes to forget: 0.9^64 is 0.001. */
const leastBatches = 64;

/**
 * The network's weights, its running statistics measured again by batches that pass it in training mode: those of
 * averaged weights are nobody's average.
 */
export async function measuredAgain(
  engine: Engine,
  network: Network,
  batches: BatchSource,
  random: Random,
): Promise<Weights> {
  if (weightsOf([network.model]).statistics.size === 0) return readWeights(network.model);
  const program = measuring(network, batches.batchSize);
  const step = await engine.compileStep(program, random);
  const { batchesPerEpoch } = batches;
  try {
    for (let i = 0; i < Math.max(batchesPerEpoch, leastBatches); i++) {
      const { inputs } = batches.batch(Math.floor(i / batchesPerEpoch), i % batchesPerEpoch);
      await step.run(inputs, 0);
    }
    return weightsIn(program, step.state, network.model);
  } finally {
    await step.release();
  }
}

/** A step that moves running statistics and nothing else. */
function measuring(network: Network, batchSize: number): StepProgram {
  const { model, inputs } = network;
  return {
    name: `${model.name}_statistics`,
    inputs: Object.fromEntries(
      inputs.map(({ modality, length, channels }) => [modality, [batchSize, length, channels]]),
    ),
    groups: { network: { models: [model] } },
    run(step) {
      const windows = inputs.map(({ modality }) => step.inputs[modality]!);
      return { loss: applyNetwork(network, windows, true).logits.mean() as Scalar };
    },
  };
}
