/** @file What others published for the same methods, beside ours. */
import { signed } from "#report/format";
import { type Html, html } from "#report/html";
import { distinctRows, ownGain } from "./figures.ts";
import type { Leaderboard } from "./leaderboard.ts";
import { type Published, published } from "./published.ts";

/** `null` where nothing is known of any method. */
export function publishedSection({ boards }: Leaderboard): Html | null {
  const rows = distinctRows(boards).filter(({ method }) => method in published);
  if (rows.length === 0) return null;
  return html`<section id="published">
<h2>What others published</h2>
<p class="note">Points over the student alone. Other data and other networks: signs and order may be compared, sizes may not.</p>
<div class="scroll"><table class="published cards" role="table"><thead><tr><th scope="col">Method</th>${boards.map(({ dataset, student }) => html`<th scope="col">${dataset},<br>${student}</th>`)}<th scope="col" class="words">Published</th></tr></thead>
<tbody>${rows.map(
    ({ label, method }) =>
      html`<tr><th scope="row">${label}</th>${boards.map((board) => html`<td data-label="${board.dataset}, ${board.student}">${ownGain(board, label)}</td>`)}<td class="words" data-label="Published"><ul>${published[method]!.map(item)}</ul></td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function item({ gain, setting, source }: Published): Html {
  return html`<li><strong>${signed(gain, 2)}</strong> ${setting} <span class="note">(${source})</span></li>`;
}
