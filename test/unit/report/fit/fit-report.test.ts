import { describe, expect, test } from "vitest";
import { fitHtml } from "#report/fit/fit-html";
import { fitMarkdown } from "#report/fit/fit-markdown";
import type { FitFile, FitResult } from "#report/fit/fit-result";
import { filesTable, pruningsTable } from "#report/fit/fit-tables";
import { fitHeadline, fitSentences } from "#report/fit/fit-words";
import { sampleResult } from "#test/support/run-result";

const file = (scheme: string, bytes: number, accuracy: number, latency = 40): FitFile => ({
  ...{
    student: "cnn1d-tiny(filters=[8;16;32])",
    method: "kd:skel",
    macs: 98_400,
    scheme,
    pruned: false,
  },
  ...{ form: "nibbles", trained: scheme === "weight-int4", bytes, latency },
  accuracies: [accuracy - 0.01, accuracy + 0.01],
  breaks: bytes > 16_000 ? ["bytes"] : [],
});
const files = [
  file("float", 40_000, 0.8),
  file("weight-int4", 7700, 0.79),
  file("fp16", 15_000, 0.7),
];
const chosen = { ...files[1]!, test: [0.75, 0.77], file: "seed-1/small/model.onnx" };
const result: FitResult = {
  ...{ dataset: "wrist", on: "cpu", seeds: [1, 2], rounds: [0.25, 0.5, 1] },
  budget: { bytes: 16_000, latency: 1000 },
  ...{ validation: { subjects: 1, windows: 108 }, test: { subjects: 4, windows: 430 } },
  tried: [
    { student: "gru", method: "none", macs: 60_000, rounds: [0.5] },
    {
      student: "cnn1d-tiny(filters=[8;16;32])",
      method: "kd:skel",
      macs: 98_400,
      rounds: [0.6, 0.7, 0.8],
    },
  ],
  prunings: [],
  refused: [{ student: "tcn", reason: "2.0 M MACs" }],
  ...{ files, chosen, created: "2026-03-01T12:00:00.000Z" },
  provenance: sampleResult().provenance,
};

test("the headline says what was chosen, how it was trained and what it gets right", () => {
  expect(fitHeadline(result)).toBe(
    "cnn1d-tiny(filters=[8;16;32]) by kd:skel, as weight-int4, trained: 7.7 kB, 40.0 µs, right on 76.0 ± 1.4 % of the test windows.",
  );
  const sentences = fitSentences(result);
  expect(sentences[0]).toBe("Asked for: at most 16.0 kB, 1.00 ms on the CPU.");
  expect(sentences[1]).toContain("Trained: 2 pairs of student and method, 1 of them in full");
  expect(sentences[3]).toMatch(/^Without the budget: .* as float, 80.0 ± 1.4 % on validation/);
  expect(sentences[4]).toContain("108 windows of 1 person");
});

describe("where nothing keeps the budget", () => {
  const none = { ...result, chosen: null, budget: { bytes: 5000 } };

  test("the nearest is told", () => {
    const over = { ...none, files: files.map((each) => ({ ...each, breaks: ["bytes"] as const })) };
    expect(fitHeadline(over)).toBe("No student keeps the budget of at most 5.0 kB.");
    expect(fitSentences(over)[2]).toMatch(/^Nearest: .* as weight-int4, 7\.7 kB/);
  });

  test("the page is written all the same", async () => {
    expect(await fitHtml(none)).toContain("No student keeps the budget");
  });
});

test("the finalists stand in the order of accuracy, the chosen one with an arrow", () => {
  const { rows } = filesTable(result);
  expect(rows.map(([arrow, , , scheme]) => `${arrow}${scheme}`)).toEqual([
    ...["float", "→weight-int4, trained", "fp16"],
  ]);
  expect(rows[0]!.at(-1)).toBe("bytes");
});

test("whom pruning brought within the budget is told: in words, in a table, in the picture", async () => {
  const student = "cnn1d-tiny(filters=[32;64;128])";
  const side = (macs: number, accuracy: number) => ({ macs, accuracies: [accuracy, accuracy] });
  const best = { ...file("weight-int8", 15_000, 0.85), student, pruned: true };
  const pruned: FitResult = {
    ...result,
    files: [...files, best],
    prunings: [{ student, method: "kd:skel", before: side(9e5, 0.86), after: side(2e5, 0.84) }],
    chosen: { ...best, test: [0.8, 0.8], file: "seed-1/small/model.onnx" },
  };
  expect(fitHeadline(pruned)).toContain(`pruned ${student} by kd:skel, as weight-int8`);
  expect(fitSentences(pruned)[2]).toContain(`pruned until the budget holds: ${student}.`);
  const [row] = pruningsTable(pruned).rows;
  expect(row).toEqual([student, "kd:skel", "900 k", "200 k", "86.0 ± 0.0 %", "84.0 ± 0.0 %"]);
  expect(filesTable(pruned).rows.map(([arrow]) => arrow)).toEqual(["→", "", "", ""]);
  const page = await fitHtml(pruned);
  expect(page).toContain("cnn1d-tiny pruned, weight-int8");
  for (const text of [page, fitMarkdown(pruned)]) expect(text).toContain("Pruned to the budget");
  expect(await fitHtml(result)).not.toContain("Pruned to the budget");
});

test("files of two students of one network are told apart in the picture", async () => {
  const wide = { ...file("weight-int8", 15_000, 0.85), student: "cnn1d-tiny" };
  const narrow = { ...file("weight-int8", 9000, 0.82), trained: false };
  const page = await fitHtml({ ...result, files: [narrow, wide], chosen: null });
  expect(page).toContain(">cnn1d-tiny, weight-int8<");
  expect(page).toContain(">cnn1d-tiny(filters=[8;16;32]), weight-int8<");
  expect(page).toContain("taught</li>");
  expect(page).not.toContain("from labels alone</li>");
});

test("Markdown and page tell of everybody: finalists, tried, not trained", async () => {
  const page = await fitHtml(result);
  for (const text of [fitMarkdown(result), page]) {
    expect(text).toContain("7.7 kB");
    expect(text).toContain("2.0 M MACs");
    expect(text).toContain("60.0 %");
  }
  expect(page.match(/<svg/g)).toHaveLength(2);
  expect(page).toContain("of 16.0 kB");
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
});
