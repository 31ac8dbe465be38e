/** @file The report's style sheet: light and dark by the reader's setting, one column on a phone, plain on paper. */
import { dayColors, pageColors } from "#web/page-colors";

const day = `
  --alone: var(--orange); --distilled: var(--blue); --quantized: var(--teal);
  --teacher: #7a6a9b; --pruned: #6a7f1d; --baseline: #9b4a6e; --good: #2b7f4b; --tint: #eef3f8;`;

const night = `
  --teacher: #b3a3d6; --pruned: #b4c95a; --baseline: #dc93b3; --good: #6cc48c; --tint: #202a34;`;

const page = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 72px; }
h1 { font-size: clamp(1.65rem, 1.2rem + 2.1vw, 2.6rem); line-height: 1.15; letter-spacing: -0.02em;
  margin: 6px 0 14px; max-width: 24ch; text-wrap: balance; }
h2 { font-size: 1.28rem; letter-spacing: -0.01em; margin: 0 0 4px; }
h3 { font-size: .95rem; margin: 0 0 8px; }
p { margin: 0 0 10px; max-width: 72ch; text-wrap: pretty; }
a { color: var(--distilled); }
code, pre { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.kicker { color: var(--muted); font-size: .86rem; letter-spacing: .02em; }
.lead { font-size: 1.06rem; }
.lead + .points { margin-top: 0; }
.points { margin: 0 0 10px; padding-left: 1.15em; max-width: 76ch; color: var(--muted); } .points li { margin-top: 2px; }
.note { color: var(--muted); font-size: .9rem; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; padding: 24px 26px;
  margin-top: 20px; }`;

const parts = `
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 22px 0 0; padding: 0; }
.tile { background: var(--surface); border: 1px solid var(--line); border-top: 3px solid var(--hue, var(--line));
  border-radius: 10px; padding: 12px 16px; }
.tile dt { color: var(--muted); font-size: .82rem; }
.tile dd { margin: 0; }
.tile .value { font-size: 1.55rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.3; }
.tile .aside { color: var(--muted); font-size: .82rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 310px), 1fr)); gap: 26px 22px; margin-top: 16px; }
.grid.wide { grid-template-columns: repeat(auto-fill, minmax(min(100%, 430px), 1fr)); }
.flow { display: flex; flex-wrap: wrap; gap: 26px 22px; margin-top: 16px; } .flow figure { max-width: 100%; }
figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; font-size: .95rem; margin-bottom: 6px; }
.chart { overflow-x: auto; }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart.grown svg { width: 100%; max-width: 470px; }
.chart.large svg { max-width: none; }
.rows { display: grid; gap: 26px; margin-top: 18px; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 8px 28px; align-items: start; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 0 20px; }
.pair .grid { grid-template-columns: 1fr; }
.dot { display: inline-block; width: .62em; height: .62em; border-radius: 50%; margin-right: .5em; background: var(--hue); }
.key { color: var(--muted); font-size: .86rem; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 8px 0 0; padding: 0; list-style: none; }
.key .swatch { display: inline-block; width: 18px; margin-right: 6px; vertical-align: middle; border-top: 2px solid var(--hue, var(--text)); }
.key .dashed { border-top-style: dashed; }
.hue-teacher { --hue: var(--teacher); } .hue-alone { --hue: var(--alone); }
.hue-distilled { --hue: var(--distilled); } .hue-pruned { --hue: var(--pruned); } .hue-quantized { --hue: var(--quantized); } .hue-baseline { --hue: var(--baseline); }
.hue-muted { --hue: var(--muted); } .hue-bad { --hue: var(--bad); } .hue-good { --hue: var(--good); }`;

const tables = `
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin-top: 14px; }
th, td { text-align: right; padding: 8px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: baseline; }
thead th { color: var(--muted); font-weight: 500; font-size: .82rem; }
thead tr:not(:last-child) th { border-bottom: 0; padding-bottom: 0; }
tbody th, thead th:first-child { text-align: left; padding-left: 0; font-weight: 600; }
tbody th .note { display: block; font-weight: 400; font-size: .82rem; padding-left: 1.4em; }
tbody tr:last-child > * { border-bottom: 0; }
.figures th, .figures td { padding: 5px 10px; font-size: .86rem; } .figures { margin-top: 0; } .figures thead th { white-space: normal; } .figures tbody th, .figures thead th:first-child { padding-left: 0; }
.words.words { text-align: left; white-space: normal; padding-left: 28px; }
td .spread { color: var(--muted); font-size: .86em; }
tr.chosen { background: var(--tint); }
tr.chosen > :first-child { box-shadow: -10px 0 0 var(--tint); }
tr.chosen > :last-child { box-shadow: 10px 0 0 var(--tint); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 5px 20px; margin: 12px 0 0; font-size: .92rem; }
.facts dt { color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
details { margin-top: 10px; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--distilled); outline-offset: 3px; border-radius: 3px; }
pre { background: var(--page); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow-x: auto; margin: 8px 0 0; }
footer { color: var(--muted); font-size: .86rem; margin-top: 26px; }`;

const phone = `
@media screen and (max-width: 720px) {
  main { padding: 22px 14px 48px; }
  section { padding: 18px 16px; border-radius: 12px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tile .value { font-size: 1.3rem; }
  .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 8px; }
  table.cards, .cards tbody, .cards th, .cards td { display: block; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; margin-top: 10px; }
  .cards tr.chosen > * { box-shadow: none; }
  .cards tr { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8px 12px; }
  .cards th, .cards td { border: 0; padding: 0; white-space: normal; text-align: left; min-width: 0; }
  .cards tbody th { grid-column: 1 / -1; }
  .cards td::before { content: attr(data-label); display: block; color: var(--muted); font-size: .78rem; }
  .cards td.words { grid-column: span 2; padding: 0; }
  .cards tbody th .note { padding-left: 1.35em; }
}`;

const paper = `
@media print {
  :root { ${dayColors} ${day} --page: #fff; --surface: #fff; }
  main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 16px 0; break-inside: avoid-page; }
  figure, tr { break-inside: avoid; }
  main .scroll :is(th, td) { font-size: .68rem; padding: 4px 4px; } main .scroll thead th { white-space: normal; }
  main .scroll .words.words { white-space: normal; padding-left: 8px; }
  details:not([open]) { display: none; }
}`;

/** Everything the page needs; no font, image or script comes from elsewhere. */
export const style = [pageColors({ day, night }), page, parts, tables, phone, paper].join("\n");
