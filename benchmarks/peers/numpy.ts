/** @file A numpy process that augments batches on request. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface NumpyOptions {
  /** `augmentations.py` beside this file. */
  readonly script: string;
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
}

export interface Numpy {
  /** "numpy 2.4.6, scipy 1.17.1". */
  readonly versions: string;
  /** Windows per second of processor time, in batches of 64 for about so many `seconds`. */
  run(name: string, length: number, channels: number, seconds: number): Promise<number>;
  close(): void;
}

/** Starts it, on one thread, or says why it cannot. */
export async function startNumpy({ script, python }: NumpyOptions): Promise<Numpy | string> {
  const command = python ?? process.env.WRISTILL_PYTHON ?? "python3";
  const threads = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const child = spawn(command, [script], { env: { ...process.env, ...threads } });
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
    if (done) throw new Error(complaint.trim().split("\n").at(-1) || `${command} ended`);
    return JSON.parse(value);
  };
  try {
    const { numpy, scipy } = await answer();
    return {
      versions: `numpy ${numpy}, scipy ${scipy}`,
      async run(name, length, channels, seconds) {
        child.stdin.write(`run ${name} ${length} ${channels} ${seconds}\n`);
        return (await answer()).rate;
      },
      close: () => child.stdin.end(),
    };
  } catch (error) {
    return (error as Error).message;
  }
}
