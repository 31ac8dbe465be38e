import type { Page } from "playwright-core";
import { expect } from "vitest";
import { reportHtml } from "#report/report-html";
import { describePage, fitsOnPaper } from "#test/support/page-checks";
import { sampleResult } from "#test/support/run-result";

/** Names of models in the charts of cost, in px of the page. */
const names = (page: Page) =>
  page.$$eval("#cost svg", (charts) =>
    charts.map((chart) =>
      Array.from(chart.querySelectorAll(".mark-text.role-mark text"), (text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return { text: text.textContent, left, right, top, bottom };
      }),
    ),
  );

describePage("the report", {
  write: () => reportHtml(sampleResult()),
  charts: 12,
  also: {
    "fits on paper": fitsOnPaper,
    "names in the charts of cost cover no other": async (page) => {
      const charts = await names(page);
      expect(charts).toHaveLength(2);
      for (const all of charts) {
        expect(all).toHaveLength(5);
        for (const [i, a] of all.entries())
          for (const b of all.slice(i + 1)) {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            expect(Math.min(across, down), `${a.text}, ${b.text}`).toBeLessThan(2);
          }
      }
    },
  },
});
