/** The graphics processor's path, on one made of software: its answers count here, not its times. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "#benchmarks/harness/job";
import { measuredIn } from "#benchmarks/harness/job-answer";
import { emptySubject } from "#benchmarks/harness/yardsticks";
import { pack } from "#core/pack";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { meanModel } from "#test/support/mean-model";
import { type GuardedServer, serveGuarded } from "#web/guarded-server";
import { moduleFiles } from "#web/module-files";
import { madeUp } from "#web/web-file";

const software = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];
async function whyNoAdapter(): Promise<string | undefined> {
  const browser = await launchBrowser(software);
  const { page, close } = await opened(browser);
  const adapter = await page.evaluate("navigator.gpu?.requestAdapter().then((it) => it !== null)");
  await close();
  await browser.close();
  return adapter === true ? undefined : "this Chromium has no software adapter";
}

const x = {
  dtype: "float32",
  shape: [1, 4, 3],
  data: Float32Array.from({ length: 12 }, (_, i) => i),
} as const;
const job: Job = {
  ...{ rounds: 3, runs: 2, settle: 0, seconds: 60, warmup: { runs: 1, seconds: 0 } },
  subjects: [emptySubject(), { name: "mean.onnx", model: meanModel(4, 3), feeds: [{ x }] }],
  ...{ threads: 1, seed: 1 },
};

const reason = (await whyNoBrowser()) ?? (await whyNoAdapter());
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

/** A page with the built modules, and the job beside it. */
async function opened(browser: Browser): Promise<{ page: Page; close: () => Promise<void> }> {
  const { files, entries } = await moduleFiles([
    "dist/benchmarks/harness/chromium/page-job.js",
    "dist/src/runtime/ort-webgpu.js",
    "dist/src/core/pack.js",
  ]);
  const imports = entries.map((entry, i) => `import * as m${i} from "./${entry}";`).join("\n");
  const script = `${imports}\nglobalThis.opened = { ...m0, ...m1, ...m2 };`;
  const server: GuardedServer = await serveGuarded({
    ...{ host: "127.0.0.1", port: 0, token: "webgpu" },
    files: {
      ...{
        ...files,
        "job.json": madeUp("job.json", pack(job)),
        "main.js": madeUp("main.js", script),
      },
      "": madeUp("index.html", '<!doctype html><script type="module" src="main.js"></script>'),
    },
  });
  const page = await browser.newPage();
  await page.goto(server.urls[0]!);
  await page.waitForFunction("globalThis.opened !== undefined");
  return { page, close: () => server.close() };
}

describe.skipIf(reason)(`WebGPU${suffix}`, () => {
  let browser: Browser;
  let page: Page;
  let close: () => Promise<void>;

  beforeAll(async () => {
    browser = await launchBrowser(software);
    ({ page, close } = await opened(browser));
  });
  afterAll(async () => {
    await close?.();
    await browser?.close();
  });

  test("a software adapter is not worth measuring, and is said to be one", async () => {
    expect(await page.evaluate("opened.whyNoWebGpu()")).toBe("only a software adapter");
  });

  test("a session answers as the processor does", async () => {
    const result = await page.evaluate(`(async () => {
      const { subjects } = opened.unpack(await (await fetch("job.json")).text(), "job");
      const session = await opened.createOrtWebGpuSession(subjects[1].model, { name: "mean.onnx" });
      const [y] = Object.values(await session.run(subjects[1].feeds[0]));
      return [session.runtime, ...y.data];
    })()`);
    expect(result).toEqual([
      expect.stringMatching(/^onnxruntime-web [\d.]+ \(webgpu\)$/),
      ...[4.5, 5.5, 6.5], // means of 0 3 6 9, of 1 4 7 10, of 2 5 8 11
    ]);
  });

  test("a job runs", async () => {
    const answer = await page.evaluate('opened.runPageJob("job.json", "webgpu")');
    const { runtime, subjects } = measuredIn(answer as never);
    expect(runtime).toMatch(/\(webgpu\)$/);
    expect(subjects.map(({ turns }) => turns.length)).toEqual([3, 3]);
    expect(subjects[1]!.turns.flat().every((time) => time >= 0)).toBe(true);
  });

  test("a file that is no model is a sentence", async () => {
    const told = await page.evaluate(
      'opened.createOrtWebGpuSession(new Uint8Array(3), { name: "broken.onnx" }).catch((it) => it.message)',
    );
    expect(told).toMatch(/broken\.onnx does not load in onnxruntime-web/);
  });
});
