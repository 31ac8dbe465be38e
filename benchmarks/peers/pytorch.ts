/** @file A PyTorch process that runs training steps on request. */
import { startPython } from "./python-process.ts";

export interface PytorchOptions {
  /** The script beside this file. */
  readonly script: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  readonly threads: number;
}

/** A step as the script knows it. */
export interface PytorchStep {
  readonly network: string;
  readonly target: string;
  readonly batch: number;
}

export interface Pytorch {
  /** "2.13.0". */
  readonly version: string;
  /** Parameter count by network. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Milliseconds of each of `count` steps. */
  run(step: PytorchStep, count: number): Promise<number[]>;
  /** Bytes of resident memory at the process's highest so far. */
  peakMemory(): Promise<number>;
  close(): void;
}

/**
 * Starts it, or says why it cannot: PyTorch is a peer to compare with, not something wristill needs. `pip install torch`
 * for any Python, named in `WRISTILL_PYTHON`, makes it available.
 */
export async function startPytorch(options: PytorchOptions): Promise<Pytorch | string> {
  const peer = await startPython<{ torch: string; parameters: Pytorch["parameters"] }>({
    ...options,
    arguments: [String(options.threads)],
  });
  if (typeof peer === "string") return peer;
  const { torch, parameters } = peer.greeting;
  return {
    version: torch.replace(/\+.*/, ""),
    parameters,
    async run({ network, target, batch }, count) {
      const answer = await peer.ask(`run ${network} ${target} ${batch} ${count}`);
      return (answer as { milliseconds: number[] }).milliseconds;
    },
    peakMemory: async () => ((await peer.ask("memory")) as { peak: number }).peak,
    close: peer.close,
  };
}
