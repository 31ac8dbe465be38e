/** @file The headline table: what each model knows and what it costs. */
import { bytes, count, duration, percent } from "#report/format";
import { type Html, html, raw } from "#report/html";
import type { RunResult } from "#report/result";
import { type Figure, type ModelSummary, summarize, summaryOf } from "#report/summary";

export function models(result: RunResult): Html {
  const summaries = summarize(result);
  const targets = (["cpu", "wasm"] as const).filter((target) =>
    summaries.some(({ model }) => model.latency[target]),
  );
  const chosen = summaryOf(summaries, "quantized");
  const spread = result.seeds.length > 1 ? ", mean ± standard deviation over the seeds" : "";
  return html`<section id="models">
<h2>Models</h2>
<p class="note">Accuracy and macro-F1 on the test subjects${spread}, measured by running the exported files. MACs are multiply-accumulates per window.</p>
<div class="scroll"><table class="cards" role="table">
${head(targets)}
<tbody role="rowgroup">${summaries.map((summary) => row(summary, targets, summary === chosen))}</tbody>
</table></div>
</section>`;
}

type Target = "cpu" | "wasm";

function head(targets: readonly Target[]): Html {
  const names = ["Accuracy", "Macro-F1", "Parameters", "MACs", "File"];
  const latencies = targets.flatMap((target) => labels(target));
  return html`<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Model</th>${[
    ...names,
    ...latencies,
  ].map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>`;
}

function labels(target: Target): [string, string] {
  return [`${target.toUpperCase()} p50`, `${target.toUpperCase()} p95`];
}

function row(
  { model, title, accuracy, macroF1 }: ModelSummary,
  targets: readonly Target[],
  chosen: boolean,
): Html {
  const cells: [string, Html | string][] = [
    ["Accuracy", figureCell(accuracy)],
    ["Macro-F1", figureCell(macroF1)],
    ["Parameters", count(model.parameters)],
    ["MACs", count(model.macs)],
    ["File", model.bytes === null ? "–" : bytes(model.bytes)],
    ...targets.flatMap((target): [string, string][] => {
      const [p50, p95] = labels(target);
      const latency = model.latency[target];
      return [
        [p50, latency ? duration(latency.p50) : "–"],
        [p95, latency ? duration(latency.p95) : "–"],
      ];
    }),
  ];
  const about = `${model.network} · ${model.inputs.join(" + ")}`;
  return html`<tr role="row"${chosen ? raw(' class="chosen"') : null}><th scope="row" role="rowheader"><span class="dot hue-${model.kind}"></span>${title}<span class="note">${about}</span></th>${cells.map(
    ([name, cell]) => html`<td role="cell" data-label="${name}"><span>${cell}</span></td>`,
  )}</tr>`;
}

function figureCell({ mean, sd }: Figure): Html {
  const spread = sd === null ? null : html` <span class="spread">± ${(100 * sd).toFixed(1)}</span>`;
  return html`${percent(mean)}${spread}`;
}
