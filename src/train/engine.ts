/** @file The contract of an engine: what runs training steps and forward passes. */
import type { Network } from "#core/network";
import type { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import type { AnyStep } from "./step.ts";

export type Arrays = Readonly<Record<string, NdArray>>;

/** A training's whole state: what a checkpoint holds. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /**
   * Flat vectors by name: `parameters`, `statistics` and one per slot of the optimizer, after the group and a slash
   * where a step has several; memories under their own names.
   */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** One model's weights: what predicts. */
export interface Weights {
  readonly parameters: Float32Array;
  /** Running statistics of batch normalisation and whatever else is not trained. */
  readonly statistics: Float32Array;
}

/** A step, ready to run. */
export interface CompiledStep {
  state: TrainingState;
  /** Run one step; chance (dropout, noise) comes from (seed, step). Resolves to the loss and the figures. */
  run(inputs: Arrays, learningRate: number): Promise<Readonly<Record<string, number>>>;
  release(): Promise<void>;
}

/** A network's forward pass with weights handed in. */
export interface CompiledForward {
  run(weights: Weights, inputs: Arrays): Promise<Readonly<Record<string, NdArray>>>;
  release(): Promise<void>;
}

export interface EngineOptions {
  /** Threads inside an operator. */
  readonly threads?: number;
}

export interface Engine {
  readonly name: string;
  /** Starts from the models' present weights. */
  compileStep(step: AnyStep, random: Random): Promise<CompiledStep>;
  /** Outputs `logits` and the taps asked for; any batch size. */
  compileForward(network: Network, taps?: readonly string[]): Promise<CompiledForward>;
}
