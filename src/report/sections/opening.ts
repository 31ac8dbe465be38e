/** @file The top of the page: what the run says, and the four figures people ask for first. */
import { counted } from "#core/counted";
import { bytes, duration, elapsed, percent, signed } from "#report/format";
import { type Html, html, unbroken } from "#report/html";
import type { RunResult } from "#report/result";
import { floatStudent, type ModelSummary, summarize, summaryOf } from "#report/summary";
import { type Verdict, verdict } from "#report/verdict";

export function opening(result: RunResult): Html {
  const { headline, sentences }: Verdict = verdict(result);
  const seeds = counted(result.seeds.length, "seed");
  return html`<header>
<div class="kicker">wristill report · ${result.name} · ${result.data.title} · ${seeds} · ${elapsed(result.seconds)}</div>
<h1>${unbroken(headline)}</h1>
<p class="lead">${sentences[0]}</p>
<ul class="points">${sentences.slice(1).map((sentence) => html`<li>${sentence}</li>`)}</ul>
<dl class="tiles">${tiles(result)}</dl>
</header>`;
}

function tiles(result: RunResult): Html[] {
  const summaries = summarize(result);
  const float = floatStudent(summaries);
  const device = summaryOf(summaries, "quantized") ?? float;
  return [
    ...(device ? [accuracyTile(device), sizeTile(device, float)] : []),
    ...(device ? (["cpu", "wasm"] as const).flatMap((target) => latencyTile(device, target)) : []),
    ...gainTile(result),
  ];
}

function accuracyTile({ title, accuracy, model }: ModelSummary): Html {
  const spread =
    accuracy.sd === null
      ? "test subjects, one seed"
      : `± ${(100 * accuracy.sd).toFixed(1)}, test subjects`;
  return tile(model.kind, `Accuracy, ${title}`, percent(accuracy.mean), spread);
}

function sizeTile({ model }: ModelSummary, float: ModelSummary | undefined): Html {
  const size = model.bytes === null ? "–" : bytes(model.bytes);
  const reference = float?.model.bytes;
  const aside =
    model.kind === "quantized" && reference && model.bytes !== null
      ? `${(model.bytes / reference).toFixed(2)}× its float file`
      : "ONNX file";
  return tile(model.kind, "File size", size, aside);
}

function latencyTile({ model }: ModelSummary, target: "cpu" | "wasm"): Html[] {
  const latency = model.latency[target];
  if (!latency) return [];
  const aside = `p95 ${duration(latency.p95)} · ${counted(latency.threads, "thread")}`;
  return [tile(model.kind, `Latency, ${target.toUpperCase()}`, duration(latency.p50), aside)];
}

function gainTile({ gain }: RunResult): Html[] {
  if (!gain) return [];
  const aside = gain.interval
    ? `95 %: ${signed(100 * gain.interval.low)} … ${signed(100 * gain.interval.high)}`
    : "one seed, no interval";
  return [tile("distilled", "Distilled over alone", `${signed(100 * gain.mean)} pt`, aside)];
}

function tile(hue: string, name: string, value: string, aside: string): Html {
  return html`<div class="tile hue-${hue}"><dt>${name}</dt><dd class="value">${value}</dd><dd class="aside">${aside}</dd></div>`;
}
