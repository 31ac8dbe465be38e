/** @file A PyTorch process that runs training steps on request. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface PytorchOptions {
  /** The script beside this file. */
  readonly script: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  readonly threads: number;
  readonly batch: number;
  readonly length: number;
}

export interface Pytorch {
  readonly version: string;
  /** Parameter counts of student and teacher. */
  readonly parameters: readonly number[];
  /** Milliseconds of each of `steps` steps. */
  run(variant: "teacher" | "logits", steps: number): Promise<number[]>;
  close(): void;
}

/** Starts it, or says why it cannot: PyTorch is a peer to compare with, not something wristill needs. */
export async function startPytorch(options: PytorchOptions): Promise<Pytorch | string> {
  const python = options.python ?? process.env.WRISTILL_PYTHON ?? "python3";
  const args = [options.script, ...[options.threads, options.batch, options.length].map(String)];
  const child = spawn(python, args, { stdio: ["pipe", "pipe", "pipe"] });
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
  try {
    const { torch, parameters } = await answer();
    return {
      version: torch,
      parameters,
      async run(variant, steps) {
        child.stdin.write(`run ${variant} ${steps}\n`);
        return (await answer()).milliseconds;
      },
      close: () => child.stdin.end(),
    };
  } catch (error) {
    return (error as Error).message;
  }
}
