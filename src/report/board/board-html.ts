/** @file The leaderboard → one HTML file that needs nothing else. */
import { counted } from "#core/counted";
import { dataStyle } from "#report/data-page/data-style";
import { bytes, duration, percent } from "#report/format";
import { type Html, html, unbroken } from "#report/html";
import { htmlPage } from "#report/html-page";
import { boardSection } from "./board-section.ts";
import { boardStyle } from "./board-style.ts";
import { boardVerdict } from "./board-verdict.ts";
import type { Board, Leaderboard } from "./leaderboard.ts";
import { montageSection } from "./montage-section.ts";
import { explanations } from "./notes.ts";
import { overallSection } from "./overall-section.ts";
import { paretoSection } from "./pareto-section.ts";
import { publishedSection } from "./published-section.ts";

/** The whole page. The same leaderboard gives the same text. */
export async function boardHtml(leaderboard: Leaderboard): Promise<string> {
  const { boards, provenance } = leaderboard;
  const sections: Html[] = [];
  for (const board of boards) sections.push(await boardSection(board));
  const title = [...new Set(boards.map(({ dataset }) => dataset))].join(", ");
  return htmlPage(
    `${title} · wristill leaderboard`,
    html`${opening(leaderboard, title)}
${await overallSection(leaderboard)}
${sections}
${await paretoSection(leaderboard)}
${montageSection(leaderboard)}
${publishedSection(leaderboard)}
${origin(leaderboard)}`,
    provenance.versions.wristill,
    dataStyle + boardStyle,
  );
}

function opening(leaderboard: Leaderboard, title: string): Html {
  const { boards, part } = leaderboard;
  const { headline, sentences } = boardVerdict(leaderboard);
  const trainings = boards.reduce(
    (sum, board) => sum + board.rows.length * board.seeds.length * board.folds,
    0,
  );
  return html`<header>
<div class="kicker">wristill leaderboard · ${title} · ${part} part · ${counted(trainings, "student")} trained</div>
<h1>${unbroken(headline)}</h1>
<p class="lead">${sentences[0]}</p>
<ul class="points">${sentences.slice(1).map((sentence) => html`<li>${sentence}</li>`)}</ul>
<dl class="tiles">${boards.slice(0, 4).map(tile)}</dl>
</header>`;
}

/** The best method of one student on one data set. */
function tile({ dataset, student, rows, model }: Board): Html | null {
  const [best] = rows;
  if (!best) return null;
  const cpu = model.latency.cpu ? `, ${duration(model.latency.cpu.p50)}` : "";
  const hue = best.method === "none" ? "alone" : "distilled";
  return html`<div class="tile hue-${hue}"><dt>${dataset}, ${student}</dt><dd class="value">${percent(best.accuracy.mean)}</dd><dd class="aside">${best.label}; ${bytes(model.bytes)}${cpu}</dd></div>`;
}

function origin(leaderboard: Leaderboard): Html {
  const { created, jobs, provenance } = leaderboard;
  const versions = Object.entries(provenance.versions).map((entry) => entry.join(" "));
  const facts: readonly (readonly [string, string | null])[] = [
    ["Engine", provenance.engine],
    ["At a time", counted(jobs, "training")],
    ["Machine", `${provenance.cpu}, ${provenance.cores} cores, ${provenance.platform}`],
    ["Versions", [`Node ${provenance.node}`, ...versions].join(", ")],
    ["Commit", provenance.commit],
    ["Made", created],
  ];
  return html`<section id="origin">
<h2>How to read it, and how it was made</h2>
<ul class="points">${explanations(leaderboard).map((each) => html`<li>${each}</li>`)}</ul>
<pre><code>${provenance.command}</code></pre>
<dl class="facts">${facts.map(([name, value]) => (value === null ? null : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>
</section>`;
}
