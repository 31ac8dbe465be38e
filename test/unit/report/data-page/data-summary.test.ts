import { expect, test } from "vitest";
import { dataSummary } from "#report/data-page/data-summary";
import { sampleInspection } from "./sample-inspection.ts";

const inspection = await sampleInspection();
const text = dataSummary(inspection);

function widest(lines: string): number {
  return Math.max(...lines.split("\n").map((line) => [...line].length));
}

test("says how much there is of what, in at most 100 columns, without colour", () => {
  expect(text).toMatch(/^Sample of rest\n2 classes, 3 people, 5 recordings, 20 s\nlicence: CC0\n/);
  expect(text).toMatch(/^rest +12 s +60 % +3 +3 +█{24}$/m);
  expect(text).toMatch(/^tap +8\.0 s +40 % +2 +2 +█{16}$/m);
  expect(text).toMatch(/^acc +g +3 +32 +−[\d.]+ … [\d.]+ +3\.1 % +0$/m);
  expect(text).toMatch(/^p2 +1 +4\.0 s +1 of 2 +tap$/m);
  expect(widest(text)).toBeLessThanOrEqual(100);
  expect(text).not.toContain("\u001b");
});

test("says what to look at", () => {
  expect(text).toContain("before training\n  - acc: 3.1 % of its values are missing, in 2 gaps");
  const { acc, eeg } = inspection.modalities;
  const sound = { acc: { ...acc!, gaps: 0 }, eeg: eeg! };
  const classes = inspection.classes.map((each) => ({ ...each, subjects: 3 }));
  expect(dataSummary({ ...inspection, modalities: sound, classes })).toContain(
    "before training: nothing stands out",
  );
});

test("long names, many people, other rates stay within 100 columns", () => {
  const long = "a-name-that-nobody-would-choose-but-somebody-did-in-a-study-of-names";
  const { acc } = inspection.modalities;
  const many = dataSummary({
    ...inspection,
    classes: Array.from({ length: 30 }, (_, i) => ({
      ...inspection.classes[0]!,
      name: `${long}-${i}`,
    })),
    subjects: Array.from({ length: 50 }, (_, i) => ({
      ...{ subject: `${long}-${i}`, recordings: 3, unlabelled: 4000 },
      seconds: Array.from({ length: 30 }, (_, k) => (k < 2 ? 4000 : 0)),
    })),
    modalities: {
      acc: {
        ...acc!,
        rates: [...acc!.rates, { sampleRate: 100, recordings: 2 }],
        measured: { least: 10, median: 31.4, greatest: 40 },
      },
    },
  });
  expect(widest(many)).toBeLessThanOrEqual(100);
  expect(many).toContain("32 and others (stamps 31.4)");
  expect(many).toContain("and 20 more");
});

test("time without a class has a line of its own", () => {
  expect(text).not.toContain("(none)");
  const partly = dataSummary({ ...inspection, unlabelled: 20, seconds: 40 });
  expect(partly).toMatch(/^\(none\) +20 s +50 %$/m);
});
