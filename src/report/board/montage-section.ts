/** @file Where the electrodes of students and teachers are, on a head. */
import { headMap } from "#report/data-page/head-map";
import { type Html, html } from "#report/html";
import type { Leaderboard, Montage } from "./leaderboard.ts";

/** `null` where there is no EEG. */
export function montageSection({ boards }: Leaderboard): Html | null {
  const montages = new Map<string, { montage: Montage; of: Set<string> }>();
  for (const { dataset, montages: own } of boards)
    for (const montage of own) {
      const key = JSON.stringify([dataset, montage.channels]);
      const known = montages.get(key) ?? { montage, of: new Set() };
      known.of.add(montage.who);
      montages.set(key, known);
    }
  if (montages.size === 0) return null;
  return html`<section id="montages">
<h2>Electrodes</h2>
<p class="note">Seen from above, the nose up: what the student reads, and what only its teachers do.</p>
<div class="grid tight">${[...montages.values()].map(figure)}</div>
</section>`;
}

function figure({
  montage,
  of,
}: {
  readonly montage: Montage;
  readonly of: ReadonlySet<string>;
}): Html {
  const { channels } = montage;
  const words = `Electrodes of ${[...of].join(", ")}: ${channels.join(", ")}`;
  const dots = channels.map((channel) => ({ channel }));
  return html`<figure><figcaption>${[...of].join(", ")}: ${channels.length} electrodes</figcaption>${headMap(dots, { names: true, words })}</figure>`;
}
