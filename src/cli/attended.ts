/** @file Long work with a person in front of it: progress on stderr, Ctrl-C stops it where it can go on. */
import type { OnProgress } from "#core/progress";
import { Interrupted } from "./interrupted.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

interface Attention {
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  /** As typed. */
  readonly command: string;
}

/** Does the work of one command; `words` are what was typed after "wristill"; `together`: of tasks side by side. */
export async function attended<T>(
  terminal: Terminal,
  words: readonly string[],
  work: (attention: Attention) => Promise<T>,
  { together = false }: { readonly together?: boolean } = {},
): Promise<T> {
  const progress = createProgress(terminal, together);
  const stopping = new AbortController();
  const again = typed(words.filter((each) => each !== "--fresh"));
  const forget = terminal.onInterrupt(() => {
    progress.stop();
    stopping.abort(new Interrupted(again));
  });
  try {
    const command = typed(words);
    return await work({ onProgress: progress.onProgress, signal: stopping.signal, command });
  } finally {
    progress.stop();
    forget();
  }
}

/** As it can be typed again: what a shell would read otherwise stands in quotes. */
export function typed(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w./:,=+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ["wristill", ...quoted].join(" ");
}
