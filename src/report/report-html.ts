/** @file A run's result → one HTML file that needs nothing else. */
import { html } from "./html.ts";
import { htmlPage } from "./html-page.ts";
import { barStyle } from "./operator-bars.ts";
import type { RunResult } from "./result.ts";
import { calibration } from "./sections/calibration.ts";
import { classes, classesPerChart } from "./sections/classes.ts";
import { confusions } from "./sections/confusions.ts";
import { cost } from "./sections/cost.ts";
import { data } from "./sections/data.ts";
import { latency } from "./sections/latency.ts";
import { learning } from "./sections/learning.ts";
import { models } from "./sections/models.ts";
import { opening } from "./sections/opening.ts";
import { operators } from "./sections/operators.ts";
import { origin } from "./sections/origin.ts";
import { quantization } from "./sections/quantization.ts";
import { robustness } from "./sections/robustness.ts";

/** The whole page. The same result gives the same text. */
export async function reportHtml(result: RunResult): Promise<string> {
  return htmlPage(
    `${result.name} · wristill report`,
    html`${opening(result)}
${models(result)}
<div class="${result.data.classes.length > classesPerChart ? "column" : "pair"}">
${await cost(result)}
${await classes(result)}
</div>
${await confusions(result)}
${await robustness(result)}
${await calibration(result)}
${quantization(result)}
${await latency(result)}
${operators(result)}
${await learning(result)}
${data(result)}
${origin(result)}`,
    result.provenance.versions.wristill,
    barStyle,
  );
}
