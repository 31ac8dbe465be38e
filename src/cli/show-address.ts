/** @file The addresses of a page, and a code that a phone's camera reads. */
import { renderUnicodeCompact } from "uqr";
import type { Terminal } from "./terminal.ts";

/** On stderr: addresses are no results. The code is of the first one, where it leads elsewhere than this machine. */
export function showAddress({ stderr }: Terminal, urls: readonly string[]): void {
  const [first] = urls;
  if (first !== undefined && stderr.isTTY && !isLoopback(first)) {
    stderr.write(`${contrasting(renderUnicodeCompact(first, { border: 2 }))}\n`);
  }
  stderr.write(urls.map((url) => `  ${url}\n`).join(""));
}

/** Blocks are its light parts; white on black, whatever the terminal's colours: cameras need dark on light. */
function contrasting(code: string): string {
  const lines = code.split("\n").map((line) => `\u001b[97;40m${line}\u001b[0m`);
  return lines.join("\n");
}

/** Whether nobody but this machine can open it. */
export function isLoopback(url: string): boolean {
  return /^(127\..*|localhost|\[::1\])$/.test(new URL(url).hostname);
}
