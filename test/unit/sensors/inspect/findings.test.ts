import { expect, test } from "vitest";
import { findings } from "#sensors/inspect/findings";
import type { ChannelPart, Inspection, ModalityPart } from "#sensors/inspect/inspection";

const channel: ChannelPart = {
  ...{ name: "x", least: -1, greatest: 1, mean: 0.5, sd: 0.2, missing: 0, clipped: 0, flat: 0 },
};
const acc: ModalityPart = {
  ...{ unit: "g", sampleRate: 50, recordings: 30, steps: 10_000, gaps: 0, longestGap: 0 },
  rates: [{ sampleRate: 50, recordings: 30 }],
  channels: ["x", "y", "z"].map((name) => ({ ...channel, name })),
  spectrum: { frequencies: [], power: [] },
};
const subjects = ["p1", "p2", "p3", "p4", "p5"].map((subject) => ({
  ...{ subject, recordings: 6, seconds: [10, 12], unlabelled: 0 },
}));
const sound: Inspection = {
  ...{ name: "a", title: "A", license: "none", citation: "none", homepage: "https://a.example" },
  ...{
    location: "a",
    anonymous: false,
    recordings: 30,
    seconds: 110,
    unlabelled: 0,
    subjects,
    notes: [],
  },
  classes: [
    { name: "sit", seconds: 50, stretches: 15, subjects: 5 },
    { name: "walk", seconds: 60, stretches: 15, subjects: 5 },
  ],
  modalities: { acc },
  examples: [],
};

function withAcc(changed: Partial<ModalityPart>, first: Partial<ChannelPart> = {}): Inspection {
  const channels = acc.channels.map((each, i) => (i === 0 ? { ...each, ...first } : each));
  return { ...sound, modalities: { acc: { ...acc, channels, ...changed } } };
}

function withClasses(...changes: readonly Partial<Inspection["classes"][number]>[]): Inspection {
  return { ...sound, classes: sound.classes.map((each, i) => ({ ...each, ...changes[i] })) };
}

test("a sound data set gives nothing to say", () => {
  expect(findings(sound)).toEqual([]);
});

test.each([
  [
    "m/s² called g",
    withAcc({ channels: acc.channels.map((each) => ({ ...each, mean: 5.6 })) }),
    "acc is 9.7 g long on average: it looks like m/s², not g",
  ],
  [
    "°/s called rad/s",
    withAcc({ unit: "rad/s", channels: acc.channels.map((each) => ({ ...each, sd: 60 })) }),
    "acc turns by 104 rad/s on average: it looks like °/s, not rad/s",
  ],
  [
    "V called µV",
    withAcc({ unit: "µV", channels: acc.channels.map((each) => ({ ...each, sd: 2e-5 })) }),
    "acc varies by 0.000020 µV: it looks like V or mV, not µV",
  ],
  [
    "a class that nobody shows",
    withClasses({ seconds: 0, stretches: 0, subjects: 0 }),
    "nobody shows sit: leave the class out",
  ],
  [
    "imbalance",
    withClasses({ seconds: 5 }),
    "unbalanced: walk lasts 12 times as long as sit; look at macro F1 rather than accuracy",
  ],
  [
    "a class of two people",
    withClasses({ subjects: 2 }),
    "shown by too few people to train, validate and test on: sit (2 of 5)",
  ],
  [
    "one person above all",
    { ...sound, subjects: subjects.map((each, i) => (i ? each : { ...each, seconds: [30, 14] })) },
    "40 % of all time is p1's",
  ],
  [
    "gaps",
    withAcc({ gaps: 3, longestGap: 1.25 }, { missing: 60 }),
    "acc: 0.2 % of its values are missing, in 3 gaps, the longest of 1.3 s",
  ],
  ["clipping", withAcc({}, { clipped: 60 }), "acc: 0.2 % of its values lie at the sensor's limit"],
  ["a dead channel", withAcc({}, { flat: 1 }), "acc: x never changes in 1 recording"],
  [
    "other rates",
    withAcc({ rates: [...acc.rates, { sampleRate: 100, recordings: 2 }] }),
    "acc: 2 recordings at another rate than 50 Hz",
  ],
  [
    "stamps of another rate",
    withAcc({ measured: { least: 40, median: 44, greatest: 50 } }),
    "acc: its time stamps show 44 Hz, stated are 50 Hz",
  ],
  [
    "a few recordings of another rate",
    withAcc({ measured: { least: 49, median: 50, greatest: 99.6 } }),
    "acc: by their time stamps, recordings have from 49 to 100 Hz; stated are 50 Hz",
  ],
  [
    "repairs",
    { ...sound, notes: [{ kind: "repaired" as const, what: "broken lines", count: 7, files: 1 }] },
    "repaired: 7 broken lines, in 1 file",
  ],
])("%s", (_, inspection, expected) => {
  expect(findings(inspection)).toEqual([expected]);
});

test("two people are too few to split", () => {
  expect(findings({ ...sound, subjects: subjects.slice(0, 2) })).toEqual([
    "2 people: a split by person needs three",
  ]);
});

test("where the files do not say who is who, it is told; many people of one recording each are people", () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ ...subjects[0]!, subject: `${i}` }));
  const inspection = { ...withClasses({ subjects: 2 }), subjects: many, recordings: 40 };
  expect(findings({ ...inspection, anonymous: true })).toEqual([
    expect.stringContaining("do not say who is who"),
  ]);
  expect(findings(inspection).join()).not.toContain("who is who");
});
