/** @file A terminal that remembers what was written to it. */
import { PassThrough, Readable } from "node:stream";
import type { Terminal } from "#src/cli/terminal";

export interface FakeTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
  /** ms since 1970. */
  now: number;
}

export function fakeTerminal({ isTTY = false, input = "" } = {}): FakeTerminal {
  const stdout = recorder(isTTY);
  const stderr = recorder(isTTY);
  const handlers = new Set<() => void>();
  const terminal: FakeTerminal = {
    stdin: Readable.from([input]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    out: stdout.text,
    err: stderr.text,
    env: {},
    now: 0,
    clock: () => new Date(terminal.now),
    onInterrupt(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    interrupt() {
      for (const handler of handlers) handler();
    },
  };
  return terminal;
}

function recorder(isTTY: boolean) {
  const chunks: string[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  stream.on("data", (chunk) => chunks.push(String(chunk)));
  return { stream, text: () => chunks.join("") };
}
