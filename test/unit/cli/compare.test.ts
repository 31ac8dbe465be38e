import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Board, Leaderboard } from "#report/board/leaderboard";
import { runCli } from "#src/cli/run-cli";
import { fakeTerminal } from "#test/support/fake-terminal";
import { temporaryFolder } from "#test/support/temporary-folder";
import { tinyGrid } from "./tiny-grid.ts";

async function compare(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await runCli(["compare", ...args], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

describe("wristill compare", () => {
  test("prints, keeps, and goes on from what is kept", { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "tiny.yaml");
    await writeFile(file, tinyGrid);
    const out = ["--methods", "none,kd:acc", "--seeds", "2", "--out", folder];
    const first = await compare(file, ...out, "--json");
    expect(first.code, first.err).toBe(0);
    expect(first.err).toContain("seed-2/student-kd_acc");
    const result = JSON.parse(first.out) as Leaderboard;
    expect(result.part).toBe("validation");
    const [{ rows, teachers }] = result.boards as [Board];
    expect(rows.map(({ label }) => label).sort()).toEqual(["kd:acc", "none"]);
    const kd = rows.find(({ label }) => label === "kd:acc")!;
    expect(kd.accuracies).toHaveLength(2);
    expect(kd.toNone).toMatchObject({ against: "none", difference: { n: 2 } });
    expect(kd.agreement!.mean).toBeGreaterThan(0);
    expect(teachers).toMatchObject([{ name: "acc", of: ["kd:acc"] }]);

    const again = await compare(file, ...out);
    expect(again.out).toContain("| none | 2 |");
    expect(again.out).toContain("| acc | kd:acc |");
    expect(again.err).not.toContain("student"); // nothing was trained
    const kept = await readFile(join(folder, "tiny-compare", "leaderboard-validation.md"), "utf8");
    expect(again.out).toContain(kept);
  });

  test.each([
    [["--part", "train"], '--part: expected validation or test; got "train"'],
    [["--methods", "none,pksd"], 'did you mean "pskd"?'],
    [["--methods", "none,kd"], "kd:skel on the command line"],
  ])("%j is the user's mistake", async (args, sentence) => {
    const { code, out, err } = await compare(...args, "--out", await temporaryFolder());
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(out).toBe("");
  });
});
