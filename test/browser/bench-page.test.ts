import { expect } from "vitest";
import { benchHtml } from "#report/bench/bench-html";
import { sampleBench } from "#test/support/bench-report";
import { benchWithDevices } from "#test/support/device-bench";
import { describePage, fitsOnPaper } from "#test/support/page-checks";

describePage("a bench report", { write: () => benchHtml(sampleBench), charts: 2 });

describePage("a bench report with devices", {
  write: () => benchHtml(benchWithDevices()),
  charts: 2,
  also: {
    "fits on paper": fitsOnPaper,
    "unfolds the distributions of each device": async (page) => {
      await page.getByText("Phone (2), 2 threads").last().click();
      const [shown] = await page.$$eval("details[open] svg", (all) =>
        all.map((each) => each.getBoundingClientRect().width),
      );
      expect(shown).toBeGreaterThan(150);
    },
  },
});
