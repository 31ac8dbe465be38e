import { benchHtml } from "#report/bench/bench-html";
import { sampleBench } from "#test/support/bench-report";
import { describePage } from "#test/support/page-checks";

describePage("a bench report", { write: () => benchHtml(sampleBench), charts: 2 });
