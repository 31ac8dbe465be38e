import { expect, test } from "vitest";
import { areStrangers, processingWords, sharedSubjects } from "#report/data-words";
import type { DataFacts } from "#report/result";

const modality = { steps: 10, channels: ["C3"], unit: "µV", sampleRate: 125 };

test("processing is told step by step, with its options", () => {
  const processing = [
    { name: "band-pass", options: { from: 4, to: 38, form: "zero-phase" }, causal: false },
    { name: "montage", options: { montage: "", electrodes: ["C3", "C4"] }, causal: true },
    { name: "reference", options: { to: [] }, causal: true },
  ];
  expect(processingWords({ ...modality, processing })).toBe(
    "band-pass (from 4, to 38, form zero-phase, needs what comes later), then montage (electrodes C3 C4), then reference",
  );
  expect(processingWords(modality)).toBe("");
});

test("people on both sides are found, whichever part they also stand in", () => {
  const part = (name: "train" | "validation" | "test", ...subjects: string[]) => ({
    ...{ name, subjects, windows: 1, windowsPerClass: [1] },
  });
  const facts = (...parts: DataFacts["parts"]) => ({ parts }) as DataFacts;
  const apart = facts(part("train", "a"), part("validation", "b"), part("test", "c"));
  expect(sharedSubjects(apart)).toEqual([]);
  expect(areStrangers(apart)).toBe(true);
  expect(areStrangers({ ...apart, anonymous: true })).toBe(false);
  const shared = facts(part("train", "a"), part("validation", "b"), part("test", "b", "c", "a"));
  expect(sharedSubjects(shared)).toEqual(["b", "a"]);
  expect(areStrangers(shared)).toBe(false);
});
