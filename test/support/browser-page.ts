/** @file A page that runs the built package as plain ES modules: an import map, no bundler. */
import type { Browser, Page } from "playwright-core";
import { type ServeOptions, serve } from "#benchmarks/harness/chromium/page-server";
import { importMap } from "#test/support/import-map";

/** What tests open in a page, by the name it is imported by. */
export interface PageModules {
  readonly "#runtime/ort": typeof import("#runtime/ort-web");
  readonly "#src/on-device": typeof import("#src/on-device");
  readonly "wristill/record": typeof import("#record/index");
  readonly "wristill/students": typeof import("#students/index");
  readonly "wristill/train": typeof import("#train/index");
  readonly "@tensorflow/tfjs": typeof import("@tensorflow/tfjs");
}

declare global {
  /** In the page: the modules that were opened. */
  var opened: PageModules;
}

export interface ModulePage {
  readonly page: Page;
  /** What the page and the browser complained about. */
  readonly complaints: readonly string[];
  /** Paths that were fetched. */
  readonly fetched: readonly string[];
  close(): Promise<void>;
}

/** Opens a page in which `globalThis.opened` has the named modules and `files` can be fetched by path. */
export async function openModulePage(
  browser: Browser,
  modules: readonly (keyof PageModules)[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: Pick<ServeOptions, "isolated"> = {},
): Promise<ModulePage> {
  const folders = { "/": process.cwd() };
  const server = await serve({ ...files, "/index.html": html(modules) }, { ...options, folders });
  const page = await browser.newPage();
  const complaints: string[] = [];
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(`${server.url}/index.html`);
  await page
    .waitForFunction("globalThis.opened !== undefined", undefined, { timeout: 120_000 })
    .catch((error: unknown) => {
      throw new Error(`the page does not start: ${complaints.join("; ")}`, { cause: error });
    });
  return {
    page,
    complaints,
    fetched,
    async close() {
      await page.close();
      await server.close();
    },
  };
}

function html(modules: readonly string[]): string {
  const names = modules.map((name) => JSON.stringify(name));
  return `<!doctype html><title>wristill</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports: importMap() })}</script>
<script type="module">${names.map((name, i) => `import * as m${i} from ${name};`).join("\n")}
globalThis.opened = {${names.map((name, i) => `${name}: m${i}`).join(", ")}};</script>`;
}
