/** @file How many there were so far, where nobody knows how many there will be. */
import type { Terminal } from "./terminal.ts";

interface Counter {
  readonly count: (done: number) => void;
  /** Wipes the line. */
  readonly stop: () => void;
}

/** ms between two updates. */
const pause = 200;

/** One line on stderr that changes in place; silent where nobody watches. */
export function countAloud({ stderr, clock }: Terminal, what: string): Counter {
  if (!stderr.isTTY) return { count: () => undefined, stop: () => undefined };
  let next = clock().getTime() + pause;
  let written = false;
  return {
    count(done) {
      const now = clock().getTime();
      if (now < next) return;
      next = now + pause;
      written = true;
      stderr.write(`\r${done} ${what} read`);
    },
    stop() {
      if (written) stderr.write("\r\u001b[K");
    },
  };
}
