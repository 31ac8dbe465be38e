import type { Page } from "playwright-core";
import { expect } from "vitest";
import { boardHtml } from "#report/board/board-html";
import { describePage } from "#test/support/page-checks";
import { sampleLeaderboard } from "#test/support/sample-leaderboard";

/** Two students on two data sets: everything that a leaderboard can have. */
describePage("a leaderboard", {
  write: () => boardHtml(sampleLeaderboard()),
  charts: 8,
  also: {
    "keeps the methods' names in sight while a table slides": async (page) => {
      const name = page.locator(".ranked tbody th").first();
      const before = await name.boundingBox();
      await page.evaluate("document.querySelector('.ranked').parentElement.scrollLeft = 200");
      expect((await name.boundingBox())!.x).toBeCloseTo(before!.x, 0);
    },
  },
});

describePage("a leaderboard of EEG", {
  write: () => boardHtml(sampleLeaderboard({ datasets: ["headband"], students: ["gru"] })),
  charts: 5,
  also: {
    "draws every electrode inside its head, and names it": async (page) => {
      expect(await electrodes(page)).toEqual([22, 4]);
    },
  },
});

/** How many named dots of each head lie inside it, most first. */
async function electrodes(page: Page): Promise<number[]> {
  const counts = await page.$$eval("svg.head", (heads) =>
    heads.map((head) => {
      const skull = head.querySelector("circle.skull")!.getBoundingClientRect();
      const inside = [...head.querySelectorAll("circle:not(.skull)")].filter((dot) => {
        const { left, right, top, bottom } = dot.getBoundingClientRect();
        return left > skull.left && right < skull.right && top > skull.top && bottom < skull.bottom;
      });
      return Math.min(inside.length, head.querySelectorAll("text").length);
    }),
  );
  return counts.sort((a, b) => b - a);
}
