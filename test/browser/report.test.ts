import { reportHtml } from "#report/report-html";
import { describePage } from "#test/support/page-checks";
import { sampleResult } from "#test/support/run-result";

describePage("the report", { write: () => reportHtml(sampleResult()), charts: 4 });
