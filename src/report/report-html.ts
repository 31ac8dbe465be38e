/** @file A run's result → one HTML file that needs nothing else. */
import { html, raw } from "./html.ts";
import type { RunResult } from "./result.ts";
import { classes, classesPerChart } from "./sections/classes.ts";
import { confusions } from "./sections/confusions.ts";
import { data } from "./sections/data.ts";
import { latency } from "./sections/latency.ts";
import { learning } from "./sections/learning.ts";
import { models } from "./sections/models.ts";
import { opening } from "./sections/opening.ts";
import { origin } from "./sections/origin.ts";
import { size } from "./sections/size.ts";
import { style } from "./style.ts";

/** The whole page. The same result gives the same text. */
export async function reportHtml(result: RunResult): Promise<string> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="wristill">
<title>${result.name} · wristill report</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${opening(result)}
${models(result)}
<div class="${result.data.classes.length > classesPerChart ? "column" : "pair"}">
${await size(result)}
${await classes(result)}
</div>
${await confusions(result)}
${await latency(result)}
${await learning(result)}
${data(result)}
${origin(result)}
<footer>Written by wristill ${result.provenance.versions.wristill}. Nothing on this page is loaded from elsewhere.</footer>
</main>
</body>
</html>
`;
  return page.text;
}
