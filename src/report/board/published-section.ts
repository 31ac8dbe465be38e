/** @file What others published for the same methods, beside ours. */
import { signed } from "#report/format";
import { type Html, html } from "#report/html";
import { ownGain } from "./figures.ts";
import type { Leaderboard } from "./leaderboard.ts";
import { published } from "./published.ts";

/** `null` where nothing is known of any method. */
export function publishedSection({ boards }: Leaderboard): Html | null {
  const rows = boards[0]!.rows.flatMap(({ label, method }) =>
    (published[method] ?? []).map((each) => ({ label, ...each })),
  );
  if (rows.length === 0) return null;
  const own = boards.map(({ dataset, student }) => `${dataset}, ${student}`);
  return html`<section id="published">
<h2>What others published</h2>
<p class="note">Points over the student alone. Other data and other networks: signs and order may be compared, sizes may not.</p>
<div class="scroll"><table><thead><tr><th scope="col">Method</th>${own.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">Published</th><th scope="col" class="words">On</th><th scope="col" class="words">Source</th></tr></thead>
<tbody>${rows.map(
    ({ label, gain, setting, source }) =>
      html`<tr><th scope="row">${label}</th>${boards.map((board) => html`<td>${ownGain(board, label)}</td>`)}<td>${signed(gain, 2)}</td><td class="words">${setting}</td><td class="words">${source}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}
