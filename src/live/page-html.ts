/** @file The live page before its script fills it: one column on a phone, two on a desk, by day and by night. */
import { escapeHtml } from "#report/html";
import { pageColors } from "#web/page-colors";

export interface LivePageOptions {
  /** Of the model. */
  readonly title: string;
  /** Path of the script. */
  readonly main: string;
}

export function livePage({ title, main }: LivePageOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="wristill">
<title>${escapeHtml(title)} · wristill live</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<script type="module" src="${escapeHtml(main)}"></script>
</head>
<body>
<main>
<header>
<p class="kicker">wristill live · ${escapeHtml(title)}</p>
<h1 id="activity" aria-live="polite">loading</h1>
<p class="sure"><span class="bar" id="sure" role="meter" aria-valuemin="0" aria-valuemax="1" aria-valuenow="0" aria-label="confidence"></span> <span id="confidence"></span></p>
<p id="trouble" role="alert"></p>
<noscript><p>The model runs in this page, which needs JavaScript.</p></noscript>
</header>
${listen}
${signal}
${classes}
${personal}
${figures}
</main>
</body>
</html>
`;
}

const listen = `<section aria-labelledby="source-title" class="source">
<h2 id="source-title">Source</h2>
<fieldset><legend class="unseen">Where movements come from</legend>
<label><input type="radio" name="source" id="sensor" disabled> motion sensor of this device</label> <span id="why-no-sensor" class="muted"></span>
<label><input type="radio" name="source" id="recording-source" disabled> recording, <span id="whose">none was given</span></label>
</fieldset>
<div class="row"><button id="start" disabled>Start</button>
<div id="played" hidden><label>Speed <select id="speed"><option value="1">1 ×</option><option value="4">4 ×</option></select></label>
<p class="muted">it is: <b id="truth">–</b> · right in <b id="score">–</b></p></div></div>
</section>`;

const signal = `<section aria-labelledby="signal-title" class="signal">
<h2 id="signal-title">Signal</h2>
<canvas id="traces" role="img" aria-label="the newest seconds of the signal"></canvas>
<p class="legend" aria-hidden="true"><span class="first">x</span> <span class="second">y</span> <span class="third">z</span></p>
</section>`;

const classes = `<section aria-labelledby="classes-title" class="activities">
<h2 id="classes-title">Activities</h2>
<ul id="classes"></ul>
</section>`;

const personal = `<section aria-labelledby="personal-title" class="personal">
<h2 id="personal-title">Make it yours</h2>
<p>Record some labelled seconds of each of a few activities. The first part of every recording trains the last layer, here on this device; the rest is held out and says what it was good for.</p>
<div class="row"><label>I do <select id="label"></select></label> <button id="record" disabled>Record</button> <span id="recording" role="status"></span></div>
<table id="taken-table" hidden><thead><tr><th scope="col">Recorded windows</th><th scope="col">to learn from</th><th scope="col">held out</th></tr></thead><tbody id="taken"></tbody></table>
<div class="row"><button id="train" disabled>Train</button> <span id="training" role="status"></span></div>
<table id="change-table" hidden><thead><tr><th scope="col">Right</th><th scope="col">windows</th><th scope="col">before</th><th scope="col">after</th></tr></thead><tbody id="change"></tbody></table>
<div class="row"><label><input type="checkbox" id="use" disabled> use my version</label> <button id="forget" class="quiet" disabled>Forget it</button></div>
</section>`;

const figures = `<section aria-labelledby="figures-title" class="figures">
<h2 id="figures-title">Under the hood</h2>
<dl>
<dt>From the last sample to the label</dt><dd id="latency">–</dd>
<dt>So far</dt><dd id="counts">–</dd>
<dt>Runs in</dt><dd id="runtime">–</dd>
<dt>Works without a network</dt><dd id="offline">not yet</dd>
</dl>
<p class="muted">Nothing that you do leaves this device: the model runs and learns in this page, and what it learnt is kept in this browser only.</p>
</section>`;

const style = `
${pageColors({ day: "--on-accent: #fff;", night: "--on-accent: #06131f;" })}
:root { --accent: var(--blue); --first: var(--blue); --second: var(--orange); --third: var(--teal); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI",
  Roboto, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: clamp(16px, 4vw, 40px) clamp(12px, 3vw, 24px) 56px;
  display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
h1 { font-size: clamp(2.2rem, 1.4rem + 6vw, 4.2rem); line-height: 1.05; letter-spacing: -.03em; margin: 0; min-height: 1.05em;
  overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 8px; }
p { margin: 0 0 8px; max-width: 70ch; }
.kicker, .muted, th, dt, legend { color: var(--muted); font-size: .88rem; }
.kicker { margin-bottom: 2px; }
.sure { display: flex; align-items: center; gap: 12px; font-size: 1.3rem; font-weight: 600; min-height: 2rem; margin: 8px 0 0; }
#trouble { color: var(--bad); } #trouble:empty { display: none; }
section { background: var(--surface); border: 1px solid var(--edge); border-radius: 14px; padding: 16px 18px; }
fieldset { border: 0; margin: 0 0 8px; padding: 0; }
label { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; margin-right: 16px; }
.row { margin: 8px 0 0; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; }
#played { display: flex; flex-wrap: wrap; align-items: center; gap: 0 14px; } #played p { margin: 0; }
button, select { font: inherit; min-height: 44px; border-radius: 10px; padding: 6px 16px; max-width: 100%; }
button { background: var(--accent); color: var(--on-accent); border: 1px solid transparent; font-weight: 600; cursor: pointer; }
button.quiet { background: none; color: var(--accent); border-color: var(--edge); }
button:disabled { background: var(--edge); color: var(--muted); cursor: default; border-color: transparent; }
select { background: var(--page); color: var(--text); border: 1px solid var(--muted); }
input { width: 20px; height: 20px; accent-color: var(--accent); margin: 0; }
:is(button, select, input):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
canvas { display: block; width: 100%; height: 190px; }
.legend { margin: 4px 0 0; font-size: .88rem; } .legend span { margin-right: 14px; }
.legend span::before { content: ""; display: inline-block; width: 16px; border-top: 2px solid; margin-right: 6px; vertical-align: middle; }
.legend { color: var(--muted); } .legend .first::before { border-color: var(--first); } .legend .second::before { border-color: var(--second); } .legend .third::before { border-color: var(--third); }
.bar { display: block; background: var(--edge); height: 10px; width: 100%; border-radius: 5px; overflow: hidden; }
.bar::before { content: ""; display: block; height: 100%; width: calc(100% * var(--share, 0)); border-radius: 5px; background: var(--accent); }
.sure .bar { width: min(320px, 60%); height: 12px; border-radius: 6px; }
#classes { list-style: none; margin: 0; padding: 0; display: grid; gap: 3px; }
#classes li { display: grid; grid-template-columns: minmax(0, 11rem) 1fr 3.2rem; gap: 10px; align-items: center; font-size: .94rem; }
#classes .name { overflow-wrap: anywhere; } #classes .share { text-align: right; color: var(--muted); white-space: nowrap; }
#classes .chosen { font-weight: 700; } #classes .chosen .share { color: var(--text); }
table { border-collapse: collapse; margin: 6px 0 10px; min-width: min(100%, 26rem); }
th, td { text-align: right; padding: 4px 0 4px 18px; border-bottom: 1px solid var(--edge); }
th:first-child { text-align: left; padding-left: 0; } tbody th { color: var(--text); font-size: .94rem; font-weight: 500; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0 0 10px; } dd { margin: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 560px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; }
  #classes li { grid-template-columns: minmax(0, 7.5rem) 1fr 2.8rem; } }
@media (min-width: 900px) {
  main { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  header, .source, .personal, .figures { grid-column: 1 / -1; }
}`;
