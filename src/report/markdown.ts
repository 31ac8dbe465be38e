/** @file The model card, and the summary that a terminal shows at the end of a run. */
import { counted } from "#core/counted";
import { areStrangers, processingWords } from "./data-words.ts";
import { bytes, count, duration, percent } from "./format.ts";
import { quantizationWords } from "./quantization-words.ts";
import type { DataFacts, RunResult } from "./result.ts";
import { type Figure, floatStudent, summarize, summaryOf } from "./summary.ts";
import { markdownTable, plainTable, type TextTable } from "./text-table.ts";
import { verdict } from "./verdict.ts";

/** What the model is, how good it is, on whom it was tested and what it does not know. */
export function modelCard(result: RunResult): string {
  const { name, data, method, provenance } = result;
  const { headline, sentences } = verdict(result);
  const summaries = summarize(result);
  const device = summaryOf(summaries, "quantized") ?? floatStudent(summaries);
  const inputs = (device?.model.inputs ?? []).map((modality) => {
    const facts = data.modalities[modality];
    const processing = facts && processingWords(facts);
    const before = processing ? `; before windows are cut: ${processing}` : "";
    return facts
      ? `- \`${modality}\`: ${facts.steps} steps × ${facts.channels.length} channels (${facts.channels.join(", ")}), ${facts.unit}, ${Number(facts.sampleRate.toFixed(1))} Hz; raw units, the normalisation is inside${before}`
      : `- \`${modality}\``;
  });
  return `# ${name}

${headline} ${sentences.join(" ")}

${markdownTable(modelTable(result))}

## Input and output

${inputs.join("\n")}
- output \`logits\` and \`probabilities\`, in this order: ${data.classes.join(", ")}

## Data

${data.title} (${data.source}; ${data.license}). ${testedOn(data)}

${convolutions(result)}${quantized(result)}## Limits

Accuracy holds for people, activities, sensor and wearing position like those of the data above. Windows of other activities get one of the known classes all the same.

## How it was made

\`${provenance.command}\`: ${method.name} (${method.source}), seeds ${result.seeds.join(", ")}, wristill ${provenance.versions.wristill ?? "unknown"}, ${result.created}.
`;
}

function testedOn(data: DataFacts): string {
  const test = data.parts.find(({ name }) => name === "test");
  if (!test) return "Tested on nobody.";
  const { windows, subjects } = test;
  if (data.anonymous)
    return `Tested on ${windows} windows; the files do not say whose, so these people may have been in training.`;
  const people = `${counted(subjects.length, "person", "people")} (${subjects.join(", ")})`;
  const who = areStrangers(data) ? " not in training" : ", some of whom were in training";
  return `Tested on ${windows} windows of ${people}${who}.`;
}

function convolutions({ convolutions }: RunResult): string {
  return convolutions ? `## Convolutions\n\nIn float: ${convolutions}.\n\n` : "";
}

function quantized({ quantization }: RunResult): string {
  return quantization ? `## Quantization\n\n${quantizationWords(quantization)}\n\n` : "";
}

/** For the terminal: the table, then what it says. */
export function runSummary(result: RunResult): string {
  const { headline, sentences } = verdict(result);
  return [plainTable(modelTable(result)), "", headline, ...sentences].join("\n");
}

/** The headline table. */
export function modelTable(result: RunResult): TextTable {
  const summaries = summarize(result);
  const targets = (["cpu", "wasm"] as const).filter((target) =>
    summaries.some(({ model }) => model.latency[target]),
  );
  const rows = summaries.map(({ title, model, accuracy, macroF1 }) => [
    title,
    model.network,
    figure(accuracy),
    figure(macroF1),
    count(model.parameters),
    count(model.macs),
    model.bytes === null ? "–" : bytes(model.bytes),
    ...targets.map((target) => {
      const latency = model.latency[target];
      return latency ? `${duration(latency.p50)} / ${duration(latency.p95)}` : "–";
    }),
  ]);
  const timed = targets.map((target) => `${target.toUpperCase()} p50 / p95`);
  return {
    head: ["Model", "Network", "Accuracy", "Macro-F1", "Parameters", "MACs", "File", ...timed],
    rows,
    left: [0, 1],
  };
}

function figure({ mean, sd }: Figure): string {
  return sd === null ? percent(mean) : `${percent(mean)} ± ${(100 * sd).toFixed(1)}`;
}
