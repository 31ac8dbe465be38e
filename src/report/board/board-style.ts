/** @file What the leaderboard's page adds to the style sheet of all pages. */

export const boardStyle: string = `
.chart.wide svg { max-width: 640px; }
.ranked tbody th { position: sticky; left: 0; background: var(--surface); padding-right: 14px; }
.published td { white-space: normal; vertical-align: top; } .published ul { margin: 0; padding: 0; list-style: none; }
.published td.words { min-width: 250px; }
@media (max-width: 720px) {
  .ranked tbody th { min-width: 132px; max-width: 46vw; white-space: normal; overflow-wrap: anywhere; }
  .published.cards td.words { grid-column: 1 / -1; min-width: 0; }
}`;
