import { describe, expect, test } from "vitest";
import { boardHtml } from "#report/board/board-html";
import { boardMarkdown } from "#report/board/board-markdown";
import { boardVerdict } from "#report/board/board-verdict";
import { published } from "#report/board/published";
import { sampleLeaderboard } from "#test/support/sample-leaderboard";

const leaderboard = sampleLeaderboard();

describe("the page", () => {
  test("says the same each time, loads nothing, and holds every figure", async () => {
    const page = await boardHtml(leaderboard);
    expect(await boardHtml(leaderboard)).toBe(page);
    expect(page).not.toMatch(/<script|src=|href=|url\(|undefined|NaN/);
    for (const { rows, student } of leaderboard.boards) {
      expect(page).toContain(student);
      for (const { label } of rows) expect(page).toContain(label);
    }
    expect(page).toContain("Over all data sets and students");
    expect(page).toContain("it wants a branch [feature] per modality");
    expect(page).toContain('aria-label="Mean ranks, best first');
  });

  test("two students of one network are two points, told apart by their options", async () => {
    const students = ["cnn1d-tiny(filters=[4;8;16])", "cnn1d-tiny(filters=[8;16;32])"];
    const page = await boardHtml(sampleLeaderboard({ datasets: ["watch"], students }));
    for (const student of students) expect(page).toContain(`>${student}, none<`);
  });

  test("what others published of a method stands there wherever it ran", async () => {
    const [first, ...others] = leaderboard.boards;
    const rows = first!.rows.filter(({ method }) => method !== "sp");
    const without = { ...leaderboard, boards: [{ ...first!, rows }, ...others] };
    const [page, text] = [await boardHtml(without), boardMarkdown(without)];
    for (const each of [page, text])
      expect(each.slice(each.indexOf("What others published"))).toContain("sp:acc");
  });

  test("draws no costs where there is one model", async () => {
    const [first] = leaderboard.boards;
    const lonely = { ...first!, rows: [first!.rows[0]!], teachers: [], baselines: [] };
    const page = await boardHtml({ ...leaderboard, overall: null, boards: [lonely] });
    expect(page).not.toContain('id="pareto"');
    expect(await boardHtml(leaderboard)).toContain('id="pareto"');
  });

  test("draws electrodes where there are some", async () => {
    expect(await boardHtml(leaderboard)).toContain("4 electrodes");
    const without = sampleLeaderboard({ datasets: ["watch"] });
    expect(await boardHtml(without)).not.toContain("electrodes");
  });
});

describe("in Markdown", () => {
  const text = boardMarkdown(leaderboard);

  test("is a table over everything, then one for each student and data set", () => {
    const titles = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      "Over all data sets and students",
      "watch, gru",
      "watch, cnn1d-tiny(filters=[8;16;32])",
      "headband, gru",
      "headband, cnn1d-tiny(filters=[8;16;32])",
      "What others published",
    ]);
    expect(text).toMatch(/\| 1 \| dkd:acc \| 10 \| 9\d\.\d\d ± /);
    expect(text).toContain("| mrd:acc | it wants a branch [feature] per modality |");
  });

  test("one seed has differences without intervals", () => {
    const one = boardMarkdown(sampleLeaderboard({ seeds: 1 }));
    expect(one).not.toMatch(/NaN|null|undefined/);
    expect(one).toMatch(/\| none \| 1 \| \d\d\.\d\d \|/);
  });
});

describe("the verdict", () => {
  test("names who clearly helps and who clearly does worse", () => {
    const { headline, sentences } = boardVerdict(leaderboard);
    expect(headline).toMatch(/^\d of 5 methods beat the student alone, dkd:acc by most: \+\d/);
    expect(sentences.join(" ")).toContain("fitnet:acc does clearly worse");
  });

  test("speaks of one method by its name", () => {
    const { boards, ...rest } = sampleLeaderboard({
      seeds: 3,
      datasets: ["watch"],
      students: ["gru"],
    });
    const rows = boards[0]!.rows.filter(({ method }) => method === "none" || method === "pskd");
    const one = { ...rest, overall: null, boards: [{ ...boards[0]!, rows }] };
    expect(boardVerdict(one).headline).toBe("pskd does not clearly beat the student alone");
  });

  test("says who is left out of a verdict over all boards", () => {
    const [first, ...others] = leaderboard.boards;
    const own = first!.rows.map((row) => ({ ...row, label: `${row.label}+own` }));
    const boards = [{ ...first!, rows: [...first!.rows, ...own] }, ...others];
    const { headline, sentences } = boardVerdict({ ...leaderboard, boards });
    expect(headline).toBe(boardVerdict(leaderboard).headline);
    expect(sentences.at(-1)).toMatch(/^Left out, for want of a result on every board: .*\+own/);
  });

  test("judges boards one by one where no two methods ran on all", () => {
    const { headline, sentences } = boardVerdict({ ...leaderboard, overall: null });
    const { boards } = leaderboard;
    expect(headline).toContain(`${boards.length} boards`);
    for (const [i, { dataset, student }] of boards.entries()) {
      expect(sentences[i]).toContain(`${dataset}, ${student}: `);
      expect(sentences[i]).toContain("student alone");
    }
  });

  test("claims nothing from few seeds", () => {
    const few = sampleLeaderboard({ seeds: 3, datasets: ["watch"], students: ["gru"] });
    const { headline, sentences } = boardVerdict(few);
    expect(headline).toBe("None of 5 methods clearly beats the student alone");
    expect(sentences[0]).toContain("With 3 pairs the test cannot tell anything apart.");
  });
});

test("published figures are of methods, each with its setting and source", async () => {
  for (const rows of Object.values(published))
    for (const { gain, setting, source } of rows) {
      expect(Math.abs(gain)).toBeLessThan(6);
      expect(setting).toMatch(/\w/);
      expect(source).toMatch(/\w/);
    }
  expect(published.kd).toContainEqual(expect.objectContaining({ gain: 1.66 })); // 74.92 − 73.26
});
