/** @file What pages of data add to the style sheet of all pages. */

const traces = `
.look-x { --hue: var(--distilled); } .look-y { --hue: var(--alone); } .look-z { --hue: var(--quantized); }
.trace { display: block; width: 100%; height: 64px; } .tall .trace { height: 104px; }
.trace path { fill: none; stroke-width: 1.2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.trace .mark { stroke: var(--line); stroke-width: 1; }
.trace .x { stroke: var(--distilled); } .trace .y { stroke: var(--alone); } .trace .z { stroke: var(--quantized); }
.trace .before { stroke: var(--muted); opacity: .75; }
.strips figcaption { display: flex; gap: .6em; align-items: baseline; }
.strips figcaption .note { font-weight: 400; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.strip { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 5px; margin-top: 5px; }
.draws { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 10px 8px; margin-top: 6px; } .previews { display: grid; gap: 24px; margin-top: 16px; }
.draws .trace { margin-bottom: 5px; } .draws .note { font-size: .82rem; }
.strip .trace, .draws .trace { border: 1px solid var(--line); border-radius: 5px; background: var(--page); }
.grid.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: 20px 28px; }
.key li { max-width: 100%; }
.key .swatch { margin-left: 4px; }`;

const parts = `
.found { margin: 8px 0 0; padding-left: 1.15em; max-width: 80ch; } .found li { margin-top: 4px; }
.grid.tight { grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 14px 18px; margin-top: 8px; }
.grid.tight figcaption { font-size: .86rem; margin-bottom: 2px; } .grid.tight .chart.grown svg { max-width: 300px; }
h3 { margin-top: 18px; } .tile .value { font-size: 1.35rem; white-space: nowrap; }
.rangebar { display: block; width: 100%; height: 12px; }
.rangebar path { stroke: var(--muted); stroke-width: 1.2; vector-effect: non-scaling-stroke; }
.rangebar rect { fill: var(--distilled); }
td.range, th.range { min-width: 120px; width: 26%; text-align: center; }`;

const heads = `
.heads { display: grid; grid-template-columns: minmax(260px, 380px) 1fr; gap: 26px; align-items: start; margin-top: 16px; }
.head { display: block; width: 100%; }
.head .skull { fill: none; stroke: var(--line); stroke-width: 2; vector-effect: non-scaling-stroke; }
.head circle.place { fill: var(--tint); stroke: var(--line); }
.head circle.more { fill: var(--alone); } .head circle.less { fill: var(--distilled); }
.head circle.more, .head circle.less { stroke: var(--line); stroke-width: 1; }
.head text { fill: var(--text); text-anchor: middle; }
.headtable td { width: 30%; min-width: 92px; padding: 6px; }
.headtable .head { max-width: 132px; margin: 0 auto; }
.headtable thead th { text-align: center; } .headtable tbody th { vertical-align: middle; }
.swatch-dot { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin: 0 .3em 0 .2em; }
.swatch-dot.more { background: var(--alone); } .swatch-dot.less { background: var(--distilled); }
@media (max-width: 720px) {
  .draws { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .heads { grid-template-columns: minmax(0, 1fr); }
  .headtable tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); border-bottom: 1px solid var(--line); }
  .headtable td { width: auto; min-width: 0; padding: 2px; } .headtable th, .headtable td { border: 0; }
  .headtable tbody th { grid-column: 1 / -1; padding-bottom: 2px; } .headtable thead th:first-child { display: none; }
}
@media print { .trace { height: 42px; } details > .scroll { display: block; } }`;

export const dataStyle: string = traces + parts + heads;
