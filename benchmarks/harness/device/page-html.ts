/** @file The page for devices, without what it will be told by its script: readable on a watch, by day and by night. */
import { pageColors } from "#web/page-colors";

export interface PageHtmlOptions {
  /** Of the files that are measured. */
  readonly names: readonly string[];
  /** Path of the script. */
  readonly main: string;
}

export function pageHtml({ names, main }: PageHtmlOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Measure on this device · wristill</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<script type="module" src="${escaped(main)}"></script>
</head>
<body>
<main>
<p class="kicker">wristill bench</p>
<section id="ready" hidden aria-labelledby="ready-title">
<h1 id="ready-title" tabindex="-1">Measure on this device</h1>
<p class="files">${names.map((name) => `<span>${escaped(name)}</span>`).join(" ")}</p>
<form id="form">
<label for="name">Name of this device</label>
<input id="name" maxlength="40" autocomplete="off" autocapitalize="words" enterkeyhint="go" spellcheck="false">
<button>Start</button>
</form>
<ul id="notes"></ul>
</section>
<section id="running" hidden aria-labelledby="running-title">
<h1 id="running-title" tabindex="-1">Measuring</h1>
<p class="big" id="percent" aria-hidden="true">0 %</p>
<progress id="bar" max="1" value="0" aria-labelledby="running-title"></progress>
<p id="what"></p>
<p id="left" class="muted"></p>
<p class="muted">Leave this page in front and the screen on.</p>
</section>
<section id="done" hidden aria-labelledby="done-title">
<p class="muted" id="who"></p>
<h1 class="big" id="done-title" tabindex="-1"></h1>
<table id="times"><caption>Median time of one run</caption></table>
<button id="again" class="quiet">Measure again</button>
</section>
<p id="trouble" role="alert"></p>
<p id="delivery" role="status"></p>
<button id="retry" hidden>Try now</button>
<noscript><p>Measuring needs JavaScript.</p></noscript>
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** Nothing moves: an animation would take its share of a watch's processor. */
const style = `
${pageColors({ day: "--on-accent: #fff;", night: "--page: #000; --on-accent: #06131f;" })}
:root { --accent: var(--blue); }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 17px/1.45 system-ui, -apple-system, "Segoe UI",
  Roboto, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 30rem; margin: 0 auto; padding: clamp(14px, 6vw, 56px) clamp(12px, 5vw, 24px) 48px; }
h1 { font-size: clamp(1.3rem, 1rem + 3vw, 2rem); line-height: 1.15; letter-spacing: -.02em; margin: 0 0 .5em; text-wrap: balance; }
h1:focus { outline: none; }
p { margin: 0 0 .6em; overflow-wrap: anywhere; }
.kicker, .muted, #notes, caption { color: var(--muted); font-size: .88rem; }
.kicker { margin-bottom: .3em; }
.big { font-size: clamp(2.2rem, 1.4rem + 9vw, 4rem); font-weight: 650; letter-spacing: -.03em; line-height: 1.1; margin: 0 0 .15em; }
.files span { display: inline-block; background: var(--surface); border: 1px solid var(--edge); border-radius: 7px;
  padding: 1px 8px; margin: 0 2px 4px 0; font-size: .88rem; }
label { display: block; font-size: .88rem; color: var(--muted); margin: 1em 0 .25em; }
input, button { font: inherit; width: 100%; min-height: 48px; border-radius: 12px; padding: 8px 14px; }
input { background: var(--surface); color: var(--text); border: 1px solid var(--muted); }
button { background: var(--accent); color: var(--on-accent); border: 0; font-weight: 600; margin-top: 10px; cursor: pointer; }
button.quiet { background: none; color: var(--accent); border: 1px solid var(--edge); }
:is(input, button):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#notes { padding-left: 1.1em; margin: 1.2em 0 0; } #notes li { margin-top: .3em; }
progress { appearance: none; display: block; width: 100%; height: 12px; border: 0; border-radius: 6px; background: var(--edge);
  overflow: hidden; margin: .6em 0 .8em; }
progress::-webkit-progress-bar { background: var(--edge); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 6px; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 6px; }
table { width: 100%; border-collapse: collapse; margin: .6em 0; }
caption { text-align: left; }
th, td { padding: 6px 0; border-top: 1px solid var(--edge); vertical-align: baseline; }
th { text-align: left; font-weight: 500; overflow-wrap: anywhere; padding-right: 10px; }
th[scope="rowgroup"] { color: var(--muted); font-size: .82rem; padding-top: 12px; border-top: 0; }
td { text-align: right; white-space: nowrap; font-weight: 600; }
@media (max-width: 300px) { #times :is(tr, th, td) { display: block; padding: 0; border: 0; }
  #times tr { border-top: 1px solid var(--edge); padding: 5px 0; } #times td { text-align: left; }
  #times th { font-size: .88rem; } #times tr:has([scope="rowgroup"]) { border-top: 0; padding-top: 10px; } }
#trouble:empty, #delivery:empty { display: none; }
#trouble, #delivery[data-state="refused"] { color: var(--bad); }
#trouble, #delivery { margin: 1em 0 0; font-size: .94rem; }
#delivery[data-state="fine"] { color: var(--muted); }
body:not([data-screen="done"]) #delivery[data-state="fine"] { display: none; }
`;
