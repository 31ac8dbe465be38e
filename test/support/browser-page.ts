/** @file A page that runs the built package as plain ES modules: an import map, no bundler. */
import type { Browser, Page } from "playwright-core";
import type { CreateSession } from "#runtime/session";
import { serve } from "#test/support/static-server";

declare global {
  /** In the page: the module that was opened. */
  var opened: { readonly createSession: CreateSession };
}

const imports = {
  "#runtime/ort": "/dist/src/runtime/ort-web.js",
  "#runtime/": "/dist/src/runtime/",
  "#core/": "/dist/src/core/",
  "#graph/": "/dist/src/graph/",
  "onnxruntime-web/wasm": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
};

export interface ModulePage {
  readonly page: Page;
  /** What the page and the browser complained about. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens a page in which `globalThis.opened` is the named module and `files` can be fetched by path. */
export async function openModulePage(
  browser: Browser,
  module: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<ModulePage> {
  const server = await serve({ ...files, "/index.html": html(module) });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(`${server.url}/index.html`);
  await page.waitForFunction("globalThis.opened !== undefined", undefined, { timeout: 30_000 });
  return {
    page,
    complaints,
    async close() {
      await page.close();
      await server.close();
    },
  };
}

function html(module: string): string {
  return `<!doctype html><title>wristill</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">import * as module from ${JSON.stringify(module)}; globalThis.opened = module;</script>`;
}
