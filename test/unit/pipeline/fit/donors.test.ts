/** Whom a search prunes, and how it counts what is left of them. */
import { describe, expect, test } from "vitest";
import { graphCost } from "#export/cost";
import { weightInt8 } from "#export/quantize/schemes";
import { prunedShare, shareOf, wantsPruning } from "#src/pipeline/fit/budget-share";
import { donorsOf } from "#src/pipeline/fit/donors";
import { fitContenders, fitStudents } from "#src/pipeline/fit/fit-candidates";
import { type Price, storedBytes } from "#src/pipeline/fit/price-stage";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel } from "#test/support/exported";
import { tinyConfig } from "#test/unit/pipeline/tiny-road";

describe("donors", () => {
  const wishes = { students: "cnn1d-tiny,gru", widths: [1, 2, 4], methods: "none,kd" };
  const students = fitStudents(tinyConfig(), wishes);
  const [none, kd] = fitContenders(tinyConfig(), wishes);
  const named = (text: string) => students.find((each) => each.text.startsWith(text))!;
  const [narrow, wide, wider] = students.filter(({ text }) => text.startsWith("cnn1d-tiny"));
  const ranked = (student = narrow!, contender = none!, accuracies = [0.5, 0.7]) => ({
    candidate: { student, contender },
    accuracies,
  });

  test("are the narrowest kin that is too large, by the method that did best", () => {
    const trials = [ranked(), ranked(narrow, kd, [0.7, 0.8])];
    expect(donorsOf(trials, [wide!, wider!])).toEqual([{ student: wide, contender: kd }]);
  });

  test("are the best themselves where they are too large", () => {
    const trials = [ranked(wider, kd, [0.9, 0.9]), ranked()];
    expect(donorsOf(trials, [wide!, wider!])).toEqual([{ student: wider, contender: kd }]);
  });

  test("are one per network, and none of a network that cannot be pruned", () => {
    const trials = [ranked(), ranked(named("gru"), kd, [0.9, 0.9])];
    expect(donorsOf(trials, [wide!])).toEqual([{ student: wide, contender: none }]);
    expect(donorsOf(trials, [])).toEqual([]);
  });
});

describe("the share of a budget", () => {
  const { graph } = exportedModel(builtNetwork(cnn1dTiny));
  const { macs } = graphCost(graph);
  const bytes = storedBytes(graph, weightInt8);
  const least = { macs: macs / 5, bytes: bytes / 5, latency: 20 };
  const price: Price = { macs, bytes, latency: 60, leastBytes: bytes / 2, least };

  test("is that of the limit that is used up most", () => {
    expect(shareOf(price, { macs: 2 * macs, bytes: bytes / 3, latency: 600 })).toBeCloseTo(3);
    expect(prunedShare(graph, { macs: 2 * macs, bytes: bytes / 3 }, price)).toBeCloseTo(3);
  });

  test("counts a time that shrinks with the multiplications, but not to nothing", () => {
    expect(prunedShare(graph, { latency: 30 }, price)).toBeCloseTo(2);
    const half = { ...price, macs: macs * 2, least: { ...least, macs: 0 } }; // as if half were gone
    expect(prunedShare(graph, { latency: 40 }, half)).toBeCloseTo(1);
  });

  test("pruning is wanted where it is needed and gets there", () => {
    expect(wantsPruning(price, { bytes: bytes / 2 })).toBe(true);
    expect(wantsPruning(price, { bytes })).toBe(false);
    expect(wantsPruning(price, { bytes: bytes / 6 })).toBe(false);
    expect(wantsPruning({ ...price, least: null }, { bytes: bytes / 2 })).toBe(false);
  });
});
