/** @file Serves a page until Ctrl-C. */
import { once } from "node:events";
import { serveGuarded } from "#web/guarded-server";
import { newToken } from "#web/token";
import type { WebFiles } from "#web/web-file";
import { showAddress } from "./show-address.ts";
import type { Terminal } from "./terminal.ts";

export interface ServeLiveOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly signal: AbortSignal;
}

export async function serveLive(
  terminal: Terminal,
  files: WebFiles,
  { host, port, signal }: ServeLiveOptions,
): Promise<void> {
  const server = await serveGuarded({
    ...{ host, port, token: newToken(), files },
    onTrouble: (message) => terminal.stderr.write(`${message}\n`),
  });
  terminal.stderr.write("open the page; Ctrl-C ends\n");
  showAddress(terminal, server.urls);
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
}
