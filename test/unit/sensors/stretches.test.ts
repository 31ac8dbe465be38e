import { expect, test } from "vitest";
import { labelOf, placeOf, stretchAt, stretchesOf } from "#sensors/stretches";
import { rampRecording } from "./samples.ts";

test.each([
  [10, 2, 0, 5],
  [9.99, 2, 0, 4],
  [10, 2, 0.5, 9],
  [2, 2, 0, 1],
  [1.9, 2, 0, 0],
  [1.2, 0.4, 0, 3], // 1.2 / 0.4 is 2.9999999999999996
])("%d s hold windows of %d s with overlap %d: %d", (duration, seconds, overlap, count) => {
  expect(stretchesOf({ start: 0, end: duration }, seconds, overlap)).toHaveLength(count);
});

test("each window starts one hop after the one before", () => {
  const found = stretchesOf({ start: 7, end: 11 }, 2, 0.5);
  expect(found.map((stretch) => stretch !== "whole" && stretch.start)).toEqual([7, 8, 9]);
});

const track = rampRecording(10, { label: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1) });

test("a label track gives the label of its part of the recording", () => {
  expect(labelOf(track, { start: 0, seconds: 0.5 }, "all")).toBe(0);
  expect(labelOf(track, { start: 0.5, seconds: 0.5 }, "all")).toBe(1);
});

test("samples that disagree: none, or the majority", () => {
  const stretch = { start: 0.3, seconds: 0.5 }; // 0 0 1 1 1
  expect(labelOf(track, stretch, "all")).toBe(-1);
  expect(labelOf(track, stretch, "majority")).toBe(1);
  expect(labelOf(track, "whole", "majority")).toBe(-1); // five against five
});

test("the sample in the centre decides, however few agree, unless more are asked for", () => {
  const stretch = { start: 0.3, seconds: 0.4 }; // 0 0 1 1: the centre is the third
  expect(labelOf(track, stretch, "centre")).toBe(1);
  expect(labelOf(track, stretch, "centre", 0.5)).toBe(1);
  expect(labelOf(track, stretch, "centre", 0.6)).toBe(-1);
});

test("a majority below the purity asked for is none", () => {
  const stretch = { start: 0.3, seconds: 0.5 }; // 0 0 1 1 1
  expect(labelOf(track, stretch, "majority", 0.6)).toBe(1);
  expect(labelOf(track, stretch, "majority", 0.61)).toBe(-1);
});

test("a window at a cue lies inside of the recording, or nowhere", () => {
  const cue = { onset: 2, duration: 0, label: 1, name: "769" };
  const span = { start: 0, end: 6 };
  expect(stretchAt(cue, span, -0.5, 4.5)).toEqual({ start: 1.5, seconds: 4.5 });
  expect(stretchAt(cue, span, -2, 4)).toEqual({ start: 0, seconds: 4 });
  expect(stretchAt(cue, span, -2.1, 1)).toBeUndefined();
  expect(stretchAt(cue, span, 0.5, 4)).toBeUndefined();
});

test("one label for the whole recording needs no track", () => {
  expect(labelOf(rampRecording(10, { label: 1 }), { start: 0, seconds: 0.2 }, "all")).toBe(1);
});

test("places are told in seconds", () => {
  expect(placeOf({ start: 1, seconds: 2.56 })).toBe(" between 1.00 s and 3.56 s");
  expect(placeOf("whole")).toBe("");
});
