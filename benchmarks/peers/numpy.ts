/** @file A numpy process that augments batches on request. */
import { startPython } from "./python-process.ts";

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
export async function startNumpy(options: NumpyOptions): Promise<Numpy | string> {
  const peer = await startPython(options);
  if (typeof peer === "string") return peer;
  const { numpy, scipy } = peer.greeting;
  return {
    versions: `numpy ${numpy}, scipy ${scipy}`,
    async run(name, length, channels, seconds) {
      const answer = await peer.ask(`run ${name} ${length} ${channels} ${seconds}`);
      return (answer as { rate: number }).rate;
    },
    close: peer.close,
  };
}
