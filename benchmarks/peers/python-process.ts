/** @file A Python process that answers questions, a line of JSON each. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface PythonOptions {
  /** Path of the script. */
  readonly script: string;
  readonly arguments?: readonly string[];
  /** Default: the environment variable `WRISTILL_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  /** Threads of its numeric libraries. Default 1. */
  readonly threads?: number;
}

export interface PythonProcess<Greeting = Readonly<Record<string, string>>> {
  /** What the script says first: versions. */
  readonly greeting: Greeting;
  /** The answer to a line. */
  ask(question: string): Promise<unknown>;
  close(): void;
}

/** Starts it, or says why it cannot: peers are to compare with, wristill needs none. */
export async function startPython<Greeting = Readonly<Record<string, string>>>(
  options: PythonOptions,
): Promise<PythonProcess<Greeting> | string> {
  const python = options.python ?? process.env.WRISTILL_PYTHON ?? "python3";
  const count = String(options.threads ?? 1);
  const threads = { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count };
  const child = spawn(python, [options.script, ...(options.arguments ?? [])], {
    env: { ...process.env, ...threads },
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  child.on("error", (error) => {
    complaint = error.message;
  });
  child.stdin.on("error", () => undefined); // a process that is gone is noticed at the next answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(complaint.trim().split("\n").at(-1) || `${python} ended`);
    return JSON.parse(value);
  };
  try {
    const greeting = (await answer()) as Greeting;
    const ask = (question: string) => {
      child.stdin.write(`${question}\n`);
      return answer();
    };
    return { greeting, ask, close: () => child.stdin.end() };
  } catch (error) {
    return (error as Error).message;
  }
}
