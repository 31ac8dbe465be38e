import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trainCase } from "#benchmarks/train/cases";
import { stepInputs, stepUnderTest } from "#benchmarks/train/step-under-test";
import { encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { HostTensor } from "#runtime/session";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { type ModulePage, openModulePage } from "#test/support/browser-page";
import { expectClose } from "#test/support/tensors";
import { type RecordedStepGraph, recordStep } from "#train/engines/recorded";

const step = trainCase("student+teacher-64");
const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

describe.skipIf(reason)(`a recorded training step in Chromium${suffix}`, () => {
  let browser: Browser;
  let modulePage: ModulePage;
  let bytes: Uint8Array;
  let feeds: Record<string, HostTensor>;

  beforeAll(async () => {
    quietTf();
    const recorded = recordStep(stepUnderTest(step));
    bytes = encodeModel(recorded.graph);
    feeds = feedsOf(recorded);
    browser = await launchBrowser();
    const files = Object.entries(feeds).map(([name, { data }]) => [
      `/feeds/${name}.bin`,
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]);
    modulePage = await openModulePage(browser, ["#runtime/ort"], {
      "/step.onnx": bytes,
      ...Object.fromEntries(files),
    });
  });
  afterAll(async () => {
    await modulePage?.close();
    await browser?.close();
  });

  test("takes the step that onnxruntime-node takes", async () => {
    const shapes = Object.entries(feeds).map(([name, { shape }]) => [name, shape] as const);
    const inPage = await modulePage.page.evaluate(async (inputs) => {
      const bytesOf = async (path: string) => (await fetch(path)).arrayBuffer();
      const session = await globalThis.opened["#runtime/ort"].createSession(
        new Uint8Array(await bytesOf("/step.onnx")),
      );
      const tensors = inputs.map(async ([name, shape]) => {
        const data = new Float32Array(await bytesOf(`/feeds/${name}.bin`));
        return [name, { dtype: "float32" as const, shape, data }] as const;
      });
      const results = await session.run(Object.fromEntries(await Promise.all(tensors)));
      return Object.entries(results).map(
        ([name, { data }]) => [name, Array.from(data, Number)] as const,
      );
    }, shapes);

    const session = await createOrtNodeSession(bytes);
    const native = await session.run(feeds);
    expect(inPage.map(([name]) => name)).toEqual(Object.keys(native));
    for (const [name, values] of inPage) {
      const expected = Array.from(native[name]!.data, Number);
      if (name !== "next_parameters")
        expectClose(values, expected, { absolute: 1e-4, relative: 1e-3 });
      // Adam first moves every parameter by ±1e-3, whatever its gradient: where that is zero but for rounding, the
      // sign is chance. The moments above hold the gradient itself.
      const apart = values.filter((value, k) => Math.abs(value - expected[k]!) > 2e-4);
      expect(apart.length).toBeLessThan(0.01 * values.length + 1);
    }
    const moved = native.next_parameters!.data.some(
      (value, i) => value !== feeds.parameters!.data[i],
    );
    expect(moved).toBe(true);
    await session.release();
  });

  test("nothing is reported as missing or broken", () => {
    expect(modulePage.complaints).toEqual([]);
  });
});

/** What the first step is fed. */
function feedsOf({ graph, initial }: RecordedStepGraph): Record<string, HostTensor> {
  const inputs = stepInputs(step);
  const entries = graph.inputs.map(({ name, shape }) => {
    const size = (shape as readonly number[]).reduce((product, dim) => product * dim, 1);
    const known = inputs[name]?.data ?? initial.arrays[name];
    const fallback = name === "learning_rate" ? 1e-3 : 1; // the step's number
    const data = known ?? new Float32Array(size).fill(fallback);
    return [name, { dtype: "float32" as const, shape: shape as readonly number[], data }] as const;
  });
  return Object.fromEntries(entries);
}
