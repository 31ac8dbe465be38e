import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "#benchmarks/harness/chromium/launch-chromium";
import { type PageServer, serve } from "#benchmarks/harness/chromium/page-server";
import type { Job } from "#benchmarks/harness/job";
import { measuredIn } from "#benchmarks/harness/job-answer";
import { type DrivenTarget, plainSettings, type Setting } from "#benchmarks/harness/target";
import { pack } from "#core/pack";
import { packageFile } from "#core/package-file";

/** What the page imports, by the names that the sources use. */
const imports = {
  "#benchmarks/": "/dist/benchmarks/",
  "#core/": "/dist/src/core/",
  "#graph/": "/dist/src/graph/",
  "#runtime/": "/dist/src/runtime/",
  "onnxruntime-web/wasm": "/onnxruntime-web/ort.wasm.bundle.min.mjs",
  "onnxruntime-web/webgpu": "/onnxruntime-web/ort.webgpu.bundle.min.mjs",
  "pure-rand/": "/pure-rand/",
};

const html = `<!doctype html><title>wristill bench</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">import * as job from "#benchmarks/harness/chromium/page-job"; globalThis.job = job;</script>`;

export const chromium: DrivenTarget = {
  name: "chromium",
  source: "Chromium, headless; onnxruntime-web, WebAssembly with SIMD and threads, WebGPU",
  summary: "a real browser: pages of their own, cross-origin isolated, CPU throttling on request",
  async open({ threads, throttle }) {
    const browser = await launchChromium();
    const files: Record<string, string> = { "/index.html": html };
    const server = await serve(files, { folders: folders() });
    const close = async () => {
      await browser.close();
      await server.close();
    };
    const why = await inPage(browser, server, plainSettings([1])[0]!, (page) =>
      page.evaluate(() => globalThis.job.whyNoWebGpu()),
    ).catch(async (error: unknown) => {
      await close(); // nobody else will
      throw error;
    });
    const webgpu: Setting[] =
      why === undefined ? [{ threads: 1, accelerator: "webgpu", slowdown: 1 }] : [];
    const slowed = throttle
      .filter((each) => each > 1)
      .map((slowdown) => ({ threads: 1, accelerator: "cpu", slowdown }) as const);
    return {
      settings: [...plainSettings(threads), ...slowed, ...webgpu],
      warmup: 0.6,
      absent: why === undefined ? [] : [`WebGPU: ${why}`],
      run: (job, setting) => runInPage(browser, server, files, job, setting),
      close,
    };
  },
};

/** Where packages lie, wherever they were installed. */
function folders(): Record<string, string> {
  const { resolve } = createRequire(import.meta.url);
  return {
    "/dist/": packageFile("dist"),
    "/onnxruntime-web/": dirname(resolve("onnxruntime-web/wasm")),
    "/pure-rand/": join(dirname(resolve("pure-rand/package.json")), "lib/esm"),
  };
}

let jobs = 0;

async function runInPage(
  browser: Browser,
  server: PageServer,
  files: Record<string, string>,
  job: Job,
  setting: Setting,
) {
  const address = `/job-${jobs++}.json`;
  files[address] = pack(job);
  try {
    const answer = await inPage(browser, server, setting, (page) =>
      page.evaluate(([where, accelerator]) => globalThis.job.runPageJob(where, accelerator), [
        address,
        setting.accelerator,
      ] as const),
    );
    const measured = measuredIn(answer);
    return { ...measured, runtime: `Chromium ${browser.version()}, ${measured.runtime}` };
  } finally {
    delete files[address];
  }
}

/** A page in a context of its own, its processor slowed from the start. */
async function inPage<T>(
  browser: Browser,
  server: PageServer,
  { slowdown }: Setting,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    if (slowdown > 1) {
      const tools = await context.newCDPSession(page);
      await tools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    }
    await page.goto(`${server.url}/index.html`);
    await page.waitForFunction("globalThis.job !== undefined", undefined, { timeout: 120_000 });
    return await use(page);
  } finally {
    await context.close();
  }
}

declare global {
  /** In the page: what measures. */
  var job: typeof import("#benchmarks/harness/chromium/page-job");
}
