/** @file A search within a budget → one HTML file that needs nothing else. */
import { counted } from "#core/counted";
import { mean, sd } from "#core/stats";
import type { CostPoint } from "#report/charts/cost-accuracy";
import { pareto, paretoFront } from "#report/charts/pareto";
import { bytes, duration, percent } from "#report/format";
import { type Html, html, raw, unbroken } from "#report/html";
import { htmlPage } from "#report/html-page";
import type { TextTable } from "#report/text-table";
import type { FitChoice, FitFile, FitResult } from "./fit-result.ts";
import { filesTable, isSame, pruningsTable, refusedTable, trialsTable } from "./fit-tables.ts";
import { fitHeadline, fitSentences, placeWords, pruningNote, schemeWords } from "./fit-words.ts";

/** The whole page. The same result gives the same text. */
export async function fitHtml(result: FitResult): Promise<string> {
  const { dataset, refused, prunings, provenance, created } = result;
  return htmlPage(
    `${dataset} · wristill fit`,
    html`${opening(result)}
${await charts(result)}
<section id="files"><h2>Those that were trained in full</h2>
<p class="note">In every scheme, the most accurate first; accuracy on validation windows, mean ± standard deviation over the seeds.</p>
${table(filesTable(result))}</section>
${prunings.length > 0 ? html`<section id="prunings"><h2>Pruned to the budget</h2><p class="note">${pruningNote}</p>${table(pruningsTable(result))}</section>` : null}
<section id="tried"><h2>Everybody who was tried</h2>
<p class="note">Validation accuracy of the float network, first seed. Every round starts anew, with a schedule of its length; the best third goes on.</p>
${table(trialsTable(result))}</section>
${refused.length > 0 ? html`<section id="refused"><h2>Too dear as they are</h2>${table(refusedTable(result))}</section>` : null}
<section id="origin"><h2>How it was made</h2><pre><code>${provenance.command}</code></pre>
<p class="note">${provenance.cpu}, ${String(provenance.cores)} cores, ${created}</p></section>`,
    provenance.versions.wristill,
  );
}

function opening(result: FitResult): Html {
  const { dataset, tried, chosen } = result;
  const [first, ...others] = fitSentences(result);
  return html`<header>
<div class="kicker">wristill fit · ${dataset} · ${counted(tried.length, "candidate")}</div>
<h1>${unbroken(fitHeadline(result))}</h1>
<p class="lead">${first}</p>
<ul class="points">${others.map((sentence) => html`<li>${sentence}</li>`)}</ul>
<dl class="tiles">${chosen ? tiles(chosen, result) : null}</dl>
</header>`;
}

function tiles({ bytes: size, latency, test }: FitChoice, { budget, on }: FitResult): Html[] {
  const of = (limit: number | undefined, text: (value: number) => string) =>
    limit === undefined ? "not limited" : `of ${text(limit)}`;
  return [
    tile(
      "Accuracy, test",
      percent(mean(test)),
      test.length > 1 ? `± ${(100 * sd(test)).toFixed(1)}` : "one seed",
    ),
    tile("File size", bytes(size), of(budget.bytes, bytes)),
    tile(`Latency ${placeWords(on)}`, duration(latency), of(budget.latency, duration)),
  ];
}

function tile(name: string, value: string, aside: string): Html {
  return html`<div class="tile hue-quantized"><dt>${name}</dt><dd class="value">${value}</dd><dd class="aside">${aside}</dd></div>`;
}

async function charts(result: FitResult): Promise<Html | null> {
  if (result.files.length < 2) return null;
  const axes = [
    ["size of the file, kB", (file: FitFile) => file.bytes / 1000],
    [`latency ${placeWords(result.on)}, µs`, (file: FitFile) => file.latency],
  ] as const;
  const figures: Html[] = [];
  for (const [axis, costOf] of axes)
    figures.push(
      html`<figure><div class="chart grown">${raw(await pareto(named(result, costOf), axis))}</div></figure>`,
    );
  const kinds = new Set(result.files.map((file) => kindOf(file, result.chosen)));
  const key = legend.filter(([hue]) => kinds.has(hue));
  return html`<section id="pareto"><h2>What accuracy costs</h2>
<p class="note">Files of the last round, on validation windows; up and to the left is better, nothing lies above the dashed line. Named are the files on that line, and the one that was chosen.</p>
<ul class="key">${key.map(([hue, words]) => html`<li><span class="dot hue-${hue}"></span>${words}</li>`)}</ul>
<div class="grid wide">${figures}</div></section>`;
}

const legend = [
  ["alone", "from labels alone"],
  ["distilled", "taught"],
  ["pruned", "taught, then pruned"],
  ["quantized", "chosen"],
] as const;

/** Names for those on the front and for the chosen one only: the others would cover each other. */
function named({ files, chosen }: FitResult, costOf: (file: FitFile) => number): CostPoint[] {
  const points = files.map((file): CostPoint & { readonly file: FitFile } => ({
    ...{ file, name: "", cost: costOf(file), accuracy: mean(file.accuracies), sd: null },
    kind: kindOf(file, chosen),
  }));
  const front = new Set(paretoFront(points));
  const told = files.filter((file, i) => front.has(points[i]!) || isSame(file, chosen));
  return points.map(({ file, ...point }) => ({
    ...point,
    name: told.includes(file) ? nameAmong(told, file) : "",
  }));
}

/** "cnn1d-tiny pruned, weight-int8"; with the network's options where another would have the same name. */
function nameAmong(files: readonly FitFile[], file: FitFile): string {
  const name = (each: FitFile, student = each.student.replace(/\(.*/, "")) =>
    `${student}${each.pruned ? " pruned" : ""}, ${schemeWords(each)}`;
  const another = files.some((each) => each.student !== file.student && name(each) === name(file));
  return another ? name(file, file.student) : name(file);
}

function kindOf(file: FitFile, chosen: FitChoice | null): CostPoint["kind"] {
  if (isSame(file, chosen)) return "quantized";
  if (file.pruned) return "pruned";
  return file.method === "none" ? "alone" : "distilled";
}

function table({ head, rows, left = [0] }: TextTable): Html {
  const words = (i: number) => (left.includes(i) ? raw(' class="words"') : null);
  const heads = head.map((name, i) => html`<th scope="col"${words(i)}>${name}</th>`);
  const cells = (row: readonly string[]) => row.map((cell, i) => html`<td${words(i)}>${cell}</td>`);
  return html`<div class="scroll"><table><thead><tr>${heads}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table></div>`;
}
