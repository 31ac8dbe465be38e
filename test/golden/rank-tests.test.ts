/** Values by scipy: scripts/golden/rank-tests.py. */
import { expect, test } from "vitest";
import { criticalDifference, friedmanTest } from "#core/friedman";
import { signedRankTest } from "#core/wilcoxon";
import golden from "./rank-tests.json" with { type: "json" };

const { exact, exactWithTies, normal, friedman, nemenyi } = golden;

test.each([...exact, ...exactWithTies])("signed ranks, counted out: p = $p", (given) => {
  expect(signedRankTest(given.differences).p).toBeCloseTo(given.p, 12);
});

test.each(normal)("signed ranks, normal: p = $p", ({ differences, p }) => {
  expect(signedRankTest(differences).p / p).toBeCloseTo(1, 6);
});

test.each(friedman)("Friedman's χ² = $statistic", ({ blocks, statistic, p, ranks }) => {
  const found = friedmanTest(blocks);
  expect(found.statistic).toBeCloseTo(statistic, 9);
  expect(found.p).toBeCloseTo(p, 9);
  for (const [i, rank] of ranks.entries()) expect(found.ranks[i]).toBeCloseTo(rank, 12);
});

test.each(nemenyi)("the studentized range of $treatments at $alpha", (given) => {
  const { treatments, alpha, q } = given;
  const unit = Math.sqrt((treatments * (treatments + 1)) / 6); // of one block
  expect(criticalDifference(treatments, 1, alpha) / unit).toBeCloseTo(q, 4);
});
