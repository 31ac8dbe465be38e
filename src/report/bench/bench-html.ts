/** @file A bench report → one HTML file that needs nothing else. */
import type { BenchReport, FileReport, SeriesReport } from "#benchmarks/harness/bench-report";
import { type Measured, renderDistribution } from "#report/charts/latency-distribution";
import { ink } from "#report/charts/render-chart";
import { duration } from "#report/format";
import { type Html, html, raw } from "#report/html";
import { htmlPage } from "#report/html-page";
import { barStyle, operatorBars } from "#report/operator-bars";
import {
  coldTable,
  comparisonsTable,
  conditionsText,
  filesTable,
  machineText,
  notMeasured,
  seriesNotes,
  seriesTable,
  seriesTitle,
} from "./bench-words.ts";
import { htmlTable } from "./html-table.ts";

const colors = [ink.distilled, ink.alone, ink.quantized, ink.teacher, ink.baseline];

/** The whole page. The same report gives the same text. */
export async function benchHtml(report: BenchReport): Promise<string> {
  const { series, files, comparisons, wristill } = report;
  const sections: Html[] = [];
  for (const each of series) sections.push(await seriesSection(each));
  const names = files.map(({ name }) => name).join(", ");
  return htmlPage(
    `${names} · wristill bench`,
    html`${opening(report, names)}
${sections}
${comparisons ? section("Against the baseline", htmlTable(comparisonsTable(comparisons))) : null}
${files.map(profileSection)}
${section("Starts, in new processes or pages", htmlTable(coldTable(report)))}
${conditions(report)}`,
    wristill,
    benchStyle,
  );
}

function opening(report: BenchReport, names: string): Html {
  const [series] = report.series;
  return html`<header>
<div class="kicker">wristill bench · ${names} · ${report.measuredAt.slice(0, 10)}</div>
<h1>${headline(series)}</h1>
<p class="lead">${machineText(report)}.</p>
</header>
${section("Files", htmlTable(filesTable(report)))}`;
}

/** What a person came for: how long it takes, or who is faster. */
function headline(series: SeriesReport | undefined): string {
  const [first, second] = series?.files ?? [];
  if (!series || !first) return "Nothing could be measured";
  const where = `on ${seriesTitle(series)}`;
  if (!second?.versusFirst) return `${first.file} takes ${duration(first.p50)} ${where}`;
  const { says, ratio } = second.versusFirst;
  if (says === "can't tell")
    return `${second.file} and ${first.file}: no telling which is faster ${where}`;
  return `${second.file} is ${says} than ${first.file} ${where}: ${ratio.toFixed(2)} times as long`;
}

async function seriesSection(series: SeriesReport): Promise<Html> {
  const measured = series.files.map(({ file, samples, ...row }, i): Measured => {
    const latency = { ...row, floor: series.floor, samples: samples.flat() };
    return { title: file, color: colors[i % colors.length]!, latency };
  });
  const chart = await renderDistribution(measured, seriesTitle(series));
  return section(
    seriesTitle(series),
    html`<p class="note">${series.runtime}</p>
<ul class="key"><li><span class="swatch"></span>median and (paler) 95th percentile</li><li><span class="swatch dashed hue-muted"></span>an empty graph: what the call itself costs</li><li>the slowest 1 % may lie beyond the right edge</li></ul>
<div class="chart grown">${raw(chart)}</div>
${htmlTable(seriesTable(series))}
<ul class="points">${seriesNotes(series).map((note) => html`<li>${note}</li>`)}</ul>`,
  );
}

/** Bars by operator, nodes folded away; nothing where there was no profile. */
function profileSection({ name, profile }: FileReport): Html | null {
  if (!profile) return null;
  return section(`Where ${name} spends its time`, operatorBars(profile));
}

function conditions(report: BenchReport): Html {
  const missing = notMeasured(report);
  return section(
    "How it was measured",
    html`<pre>${report.command}</pre>
<p>${conditionsText(report)}. Every file has its turn in every round, in an order drawn anew; verdicts compare processes, with 99 % confidence.</p>
${missing.length > 0 ? html`<ul class="points">${missing.map((each) => html`<li>Not measured: ${each}</li>`)}</ul>` : null}`,
  );
}

function section(title: string, content: Html): Html {
  return html`<section>
<h2>${title}</h2>
${content}
</section>`;
}

const benchStyle = `
.scroll th, .scroll td { padding: 8px 7px; font-size: .85rem; }
.words.words { white-space: nowrap; padding-left: 16px; }
${barStyle}`;
