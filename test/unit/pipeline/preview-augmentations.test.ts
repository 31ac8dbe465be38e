import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { previewHtml } from "#report/data-page/preview-html";
import { previewText } from "#report/data-page/preview-text";
import { demo } from "#sensors/datasets/demo";
import { previewAugmentations } from "#src/pipeline/preview-augmentations";
import { namedWindows } from "#src/pipeline/preview-windows";

const given = await namedWindows({ dataset: demo as never }, new Random(1));

function previewOf(...chain: readonly object[]) {
  const { windows, normalization } = given;
  const random = new Random(2);
  return previewAugmentations(windows, { title: "Demo", chain, normalization, random });
}

test("windows of every class are at hand, with all modalities", () => {
  const { windows } = given;
  expect(new Set(windows.labels).size).toBe(demo.classes.length);
  expect(windows.signals.acc).toMatchObject({ length: 128, sampleRate: 50, unit: "g" });
  expect(windows.signals.skeleton!.length).toBe(77);
});

test("four windows of four classes, four draws of each, no two alike", () => {
  const { samples } = previewOf({ name: "jitter" });
  expect(new Set(samples.map(({ label }) => label)).size).toBe(4);
  for (const { before, draws } of samples) {
    const all = [before.acc!, ...draws.map(({ after }) => after.acc!)].map(({ data }) => data);
    expect(all).toHaveLength(5);
    expect(new Set(all.map((data) => data.join())).size).toBe(5);
  }
});

test("what changes nothing gives the window back in its physical units", () => {
  const { samples } = previewOf({ name: "jitter", options: { sigma: 0 } });
  for (const { before, draws } of samples) {
    for (const { after } of draws) {
      const { data } = before.acc!;
      const furthest = data.map((x, i) => Math.abs(x - after.acc!.data[i]!));
      expect(Math.max(...furthest)).toBeLessThan(1e-5);
    }
  }
});

test("geometry is in g, not in standard deviations: a rotation keeps lengths", () => {
  const { samples } = previewOf({ name: "rotation-3d" });
  const lengths = (data: Float32Array) =>
    Array.from({ length: data.length / 3 }, (_, t) =>
      Math.hypot(data[3 * t]!, data[3 * t + 1]!, data[3 * t + 2]!),
    );
  for (const { before, draws } of samples) {
    const own = lengths(before.acc!.data);
    lengths(draws[0]!.after.acc!.data).forEach((length, t) => {
      expect(length).toBeCloseTo(own[t]!, 4);
    });
  }
});

test("the same seed gives the same preview", () => {
  expect(previewOf({ name: "time-warp" })).toEqual(previewOf({ name: "time-warp" }));
});

test("mixing tells the shares", () => {
  const { samples } = previewOf({ name: "mixup", options: { alpha: 1 } });
  const labels = samples.flatMap(({ draws }) => draws.map(({ label }) => label));
  expect(labels.some((label) => /^\d+ % [\w-]+, \d+ % [\w-]+$/.test(label))).toBe(true);
});

describe("shown", () => {
  const preview = previewOf(
    { name: "jitter", options: { sigma: 0.1 } },
    { oneOf: [{ name: "scaling" }, { name: "mix1" }] },
  );

  test("in text: both lines of every channel, at most 100 columns", () => {
    const text = previewText(preview);
    expect(text).toContain("Demo: jitter(sigma=0.1), one of (scaling, mix1)");
    expect(text.match(/^ {4}before {2}[▁-█ ]+$/gm)).toHaveLength(4 * 6);
    expect(text.match(/^ {4}after {3}[▁-█ ]+$/gm)).toHaveLength(4 * 6);
    const widths = text.split("\n").map((line) => [...line].length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  });

  test("on a page: a frame for every draw and signal, and what the augmentations are", () => {
    const page = previewHtml(preview, "1.2.3");
    expect(page.match(/<svg role="img" aria-label="acc, before and after"/g)).toHaveLength(16);
    for (const name of ["jitter", "scaling"]) expect(page).toContain(`<dt>${name}</dt>`);
    expect(page).not.toContain("<dt>mix1</dt>");
    expect(page.match(/<script|<link|<img|url\(|src=/gi)).toBeNull();
  });
});
