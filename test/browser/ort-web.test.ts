import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { type ModulePage, openModulePage } from "#test/support/browser-page";
import { expectClose } from "#test/support/tensors";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

const length = 64;
const [channels, filters, classes] = [9, 16, 6];

/** A one-layer classifier with seeded weights: `[1, channels, 1, length]` → `[1, classes]`. */
function network(): Uint8Array {
  const random = new Random(1);
  const normals = (size: number) => Float32Array.from({ length: size }, () => random.normal() / 5);
  const graph = new Graph("network");
  const x = graph.input("x", "float32", [1, channels, 1, length]);
  const kernel = graph.constant(normals(filters * channels * 5), [filters, channels, 1, 5]);
  const attributes = { kernel_shape: [1, 5], pads: [0, 2, 0, 2] };
  const conv = graph.add("Conv", [x, kernel], [1, filters, 1, length], { attributes });
  const active = graph.add("Relu", [conv], conv.shape);
  const pooled = graph.add("GlobalAveragePool", [active], [1, filters, 1, 1]);
  const flat = graph.add("Flatten", [pooled], [1, filters]);
  const weights = graph.constant(normals(filters * classes), [filters, classes]);
  graph.output("logits", graph.add("MatMul", [flat, weights], [1, classes]));
  return encodeModel(graph);
}

describe.skipIf(reason)(`onnxruntime-web in Chromium${suffix}`, () => {
  const bytes = network();
  const random = new Random(2);
  const input = Array.from({ length: channels * length }, () => random.normal());
  let browser: Browser;
  let modulePage: ModulePage;

  beforeAll(async () => {
    browser = await launchBrowser();
    modulePage = await openModulePage(browser, ["#runtime/ort"], { "/model.onnx": bytes });
  });
  afterAll(async () => {
    await modulePage?.close();
    await browser?.close();
  });

  test("gives the numbers of onnxruntime-node", async () => {
    const inPage = await modulePage.page.evaluate(
      async ([values, shape]) => {
        const model = new Uint8Array(await (await fetch("/model.onnx")).arrayBuffer());
        const session = await globalThis.opened["#runtime/ort"].createSession(model);
        const x = { dtype: "float32" as const, shape, data: Float32Array.from(values) };
        const { logits } = await session.run({ x });
        return { runtime: session.runtime, logits: Array.from(logits!.data, Number) };
      },
      [input, [1, channels, 1, length]] as const,
    );
    const session = await createOrtNodeSession(bytes);
    const x = { shape: [1, channels, 1, length], data: Float32Array.from(input) };
    const { logits } = await session.run({ x: { dtype: "float32", ...x } });
    expect(inPage.runtime).toMatch(/^onnxruntime-web .* \(wasm\)$/);
    expectClose(inPage.logits, Array.from(logits!.data, Number), {
      absolute: 1e-6,
      relative: 1e-5,
    });
    await session.release();
  });

  test("the page is cross-origin isolated, so threads could be had", async () => {
    expect(await modulePage.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  });

  test("a file that is no model is answered as in Node", async () => {
    const message = await modulePage.page.evaluate(() =>
      globalThis.opened["#runtime/ort"]
        .createSession(new Uint8Array(3), { name: "student.onnx" })
        .then(
          () => "loaded",
          (error: Error) => error.message,
        ),
    );
    expect(message).toMatch(/student\.onnx does not load in onnxruntime-web.*\(3 bytes\)/);
  });

  test("the first session decides the number of threads", async () => {
    const message = await modulePage.page.evaluate(() =>
      globalThis.opened["#runtime/ort"].createSession(new Uint8Array(3), { threads: 2 }).then(
        () => "loaded",
        (error: Error) => error.message,
      ),
    );
    expect(message).toContain("already runs with threads = 1, asked for 2");
  });

  test("a WebAssembly file that is not served is missed in one sentence", async () => {
    const path = "/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm";
    const files = { "/model.onnx": bytes, [path]: "<!doctype html>" };
    const other = await openModulePage(browser, ["#runtime/ort"], files);
    const message = await other.page.evaluate(async () => {
      const model = new Uint8Array(await (await fetch("/model.onnx")).arrayBuffer());
      return globalThis.opened["#runtime/ort"].createSession(model).then(
        () => "started",
        (error: Error) => error.message,
      );
    });
    expect(message).toMatch(
      /^onnxruntime-web .* does not start: \[wasm\] .*\n.*env\.wasm\.wasmPaths/,
    );
    await other.close();
  });

  test("nothing is reported as missing or broken", () => {
    expect(modulePage.complaints.filter((text) => !text.includes("protobuf"))).toEqual([]);
  });
});
