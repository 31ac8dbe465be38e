/** @file A bench report → one HTML file that needs nothing else. */
import type { BenchReport, FileReport, SeriesReport } from "#benchmarks/harness/bench-report";
import { type Measured, renderDistribution } from "#report/charts/latency-distribution";
import { ink } from "#report/charts/render-chart";
import { duration } from "#report/format";
import { type Html, html, raw, unbroken } from "#report/html";
import { htmlPage } from "#report/html-page";
import { barStyle, operatorBars } from "#report/operator-bars";
import { type BenchOutline, benchOutline, type OutlinedSeries } from "./bench-outline.ts";
import { seriesTitle } from "./bench-words.ts";
import { htmlTable } from "./html-table.ts";

const colors = [ink.distilled, ink.alone, ink.quantized, ink.teacher, ink.baseline];

/** The whole page. The same report gives the same text. */
export async function benchHtml(report: BenchReport): Promise<string> {
  const { files, wristill } = report;
  const outline = benchOutline(report);
  const { series, comparisons, starts } = outline;
  const sections: Html[] = [];
  for (const each of series) sections.push(section(each.title, await seriesBody(each)));
  const names = files.map(({ name }) => name).join(", ");
  return htmlPage(
    `${names} · wristill bench`,
    html`${opening(report, outline, names)}
${sections}
${await devicesSection(outline)}
${comparisons ? section("Against the baseline", htmlTable(comparisons)) : null}
${files.map(profileSection)}
${section("Starts, in new processes or pages", htmlTable(starts))}
${conditions(report, outline)}`,
    wristill,
    benchStyle,
  );
}

function opening(report: BenchReport, { machine, files }: BenchOutline, names: string): Html {
  const [series] = report.series;
  return html`<header>
<div class="kicker">wristill bench · ${names} · ${report.measuredAt.slice(0, 10)}</div>
<h1>${unbroken(headline(series))}</h1>
<p class="lead">${machine}.</p>
</header>
${section("Files", htmlTable(files))}`;
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

async function seriesBody({ title, runtime, table, notes, report }: OutlinedSeries): Promise<Html> {
  const measured = report.files.map(({ file, samples, ...row }, i): Measured => {
    const latency = { ...row, floor: report.floor, samples: samples.flat() };
    return { title: file, color: colors[i % colors.length]!, latency };
  });
  const chart = await renderDistribution(measured, title);
  return html`<p class="note">${runtime}</p>
<ul class="key"><li><span class="swatch"></span>median and (paler) 95th percentile</li><li><span class="swatch dashed hue-muted"></span>an empty graph: what the call itself costs</li><li>the slowest 1 % may lie beyond the right edge</li></ul>
<div class="chart grown">${raw(chart)}</div>
${htmlTable(table)}
<ul class="points">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

/** Who measured what in one table; the distributions folded away. */
async function devicesSection({ devices, deviceSeries }: BenchOutline): Promise<Html | null> {
  if (!devices) return null;
  const details: Html[] = [];
  for (const each of deviceSeries) {
    details.push(
      html`<details><summary>${each.title}</summary>${await seriesBody(each)}</details>`,
    );
  }
  return section(
    "Devices",
    html`${htmlTable(devices.times)}
<h3 class="apart">What they say of themselves</h3>
${htmlTable(devices.facts)}
${details}`,
  );
}

/** Bars by operator, nodes folded away; nothing where there was no profile. */
function profileSection({ name, profile }: FileReport): Html | null {
  if (!profile) return null;
  return section(`Where ${name} spends its time`, operatorBars(profile));
}

function conditions({ command }: BenchReport, { conditions: text, missing }: BenchOutline): Html {
  return section(
    "How it was measured",
    html`<pre>${command}</pre>
<p>Files were ${text}. Every file has its turn in every round, in an order drawn anew; verdicts compare processes, with 99 % confidence.</p>
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
.apart { margin-top: 26px; } pre + p, .scroll + .points { margin-top: 14px; }
.scroll th, .scroll td { padding: 8px 7px; font-size: .85rem; }
.words.words { white-space: nowrap; padding-left: 16px; }
${barStyle}`;
