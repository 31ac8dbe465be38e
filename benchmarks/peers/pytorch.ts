/** @file A PyTorch process that runs training steps on request. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

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
  const python = options.python ?? process.env.WRISTILL_PYTHON ?? "python3";
  const child = spawn(python, [options.script, String(options.threads)]);
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  child.on("error", (error) => {
    complaint = error.message;
  });
  child.stdin.on("error", () => undefined); // a process that is gone is noticed at the next answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(complaint.trim().split("\n").at(-1) || `${python} ended`);
    return JSON.parse(value);
  };
  const ask = (question: string) => {
    child.stdin.write(`${question}\n`);
    return answer();
  };
  try {
    const { torch, parameters } = await answer();
    return {
      version: torch.replace(/\+.*/, ""),
      parameters,
      run: async ({ network, target, batch }, count) =>
        (await ask(`run ${network} ${target} ${batch} ${count}`)).milliseconds,
      peakMemory: async () => (await ask("memory")).peak,
      close: () => child.stdin.end(),
    };
  } catch (error) {
    return (error as Error).message;
  }
}
