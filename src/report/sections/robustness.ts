/** @file How the students fare when the sensor is not what it was in training. */
import { mean, sd } from "#core/stats";
import { dashesOf, disturbedAccuracy } from "#report/charts/disturbed-accuracy";
import { type Html, html, raw } from "#report/html";
import type { DisturbanceFacts, RunResult } from "#report/result";
import { modelTitle } from "#report/summary";

/** `null` where it was not measured. */
export async function robustness({ robustness: facts, seeds }: RunResult): Promise<Html | null> {
  const [first] = facts?.disturbances ?? [];
  if (!facts || !first) return null;
  const all = facts.disturbances.flatMap(({ models }) =>
    models.flatMap(({ accuracy }) => accuracy.flat()),
  );
  const domain = [floorOf(100 * Math.min(...all)), 100] as const;
  const figures: Html[] = [];
  for (const each of facts.disturbances) {
    const chart = raw(await disturbedAccuracy(each, domain));
    figures.push(html`<figure><figcaption>${each.title}</figcaption>
<p class="note">${each.summary}</p><div class="beside"><div class="chart">${chart}</div>${table(each)}</div></figure>`);
  }
  const times = seeds.length > 1 ? `, mean ± standard deviation over ${seeds.length} seeds` : "";
  return html`<section id="robustness">
<h2>When the sensor is not what it was</h2>
<p class="note">Accuracy in percent on ${String(facts.windows)} test windows${times}; all students see the same disturbed windows. A share of so many windows is known to ± ${(100 * margin(facts.windows)).toFixed(1)} points or better; differences between students on the same windows, somewhat better.</p>
<ul class="key">${first.models.map(
    ({ kind, role }) =>
      html`<li><span class="swatch${dashesOf(kind)[1] > 0 ? " dashed" : ""} hue-${kind}"></span>${modelTitle({ kind, role })}</li>`,
  )}</ul>
<div class="rows">${figures}</div>
</section>`;
}

/** Half of the 95 % interval of a share of one half: the widest there is. */
function margin(windows: number): number {
  return 1.96 * Math.sqrt(0.25 / windows);
}

function floorOf(percent: number): number {
  return Math.max(0, 10 * Math.floor(percent / 10));
}

function table({ axis, strengths, models }: DisturbanceFacts): Html {
  return html`<div class="scroll"><table class="figures"><thead><tr><th scope="col">${axis}</th>${models.map(
    (model) =>
      html`<th scope="col"><span class="dot hue-${model.kind}"></span>${modelTitle(model)}</th>`,
  )}</tr></thead>
<tbody>${strengths.map(
    (strength, i) =>
      html`<tr><th scope="row">${String(strength)}</th>${models.map(({ accuracy }) => html`<td>${cell(accuracy.map((seed) => seed[i]!))}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function cell(values: readonly number[]): Html {
  const spread =
    values.length < 2
      ? null
      : html` <span class="spread">± ${(100 * sd(values)).toFixed(1)}</span>`;
  return html`${(100 * mean(values)).toFixed(1)}${spread}`;
}
