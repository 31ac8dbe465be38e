/** @file What a command sees of the world: three streams, a clock, and Ctrl-C. */
import type { Readable, Writable } from "node:stream";

export interface Terminal {
  readonly stdin: Readable;
  /** Results. */
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** Progress and errors. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly clock: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `handler` on the first Ctrl-C; the result stops listening. */
  onInterrupt(handler: () => void): () => void;
}

/** The process's own. A second Ctrl-C ends it at once. */
export function processTerminal(): Terminal {
  return {
    get stdin() {
      return process.stdin; // opened by whoever reads it
    },
    stdout: process.stdout,
    stderr: process.stderr,
    clock: () => new Date(),
    env: process.env,
    onInterrupt(handler) {
      const first = () => {
        process.on("SIGINT", second);
        handler();
      };
      const second = () => process.exit(130);
      process.once("SIGINT", first);
      return () => {
        process.off("SIGINT", first);
        process.off("SIGINT", second);
      };
    },
  };
}
