/** @file Windows before and after augmentation, for a terminal. */
import type { Signal } from "#core/signal";
import { value } from "./data-words.ts";
import { columnOf, drawingOf } from "./drawn-channels.ts";
import type { Preview, PreviewSample } from "./preview.ts";
import { sparkline } from "./sparkline.ts";

/** Letters of a sparkline: a line of text has at most 100. */
const width = 78;

export function previewText({ title, chain, samples }: Preview): string {
  const heading = `${title}: ${chain}\none draw each; --html draws several, over one another`;
  return [heading, ...samples.map(sampleText)].join("\n\n");
}

function sampleText({ label, subject, before, draws }: PreviewSample): string {
  const [draw] = draws;
  const became = draw === undefined || draw.label === label ? "" : ` → ${draw.label}`;
  const lines = Object.entries(before).flatMap(([modality, signal]) =>
    modalityLines(modality, signal, draw?.after[modality] ?? signal),
  );
  return [`${label}${became}, by ${subject}`, ...lines].join("\n");
}

function modalityLines(modality: string, before: Signal, after: Signal): string[] {
  const { channels } = drawingOf([before]);
  return channels.flatMap(({ place, name }) => {
    const [old, changed] = [columnOf(before, place), columnOf(after, place)];
    const all = [...old, ...changed].filter(Number.isFinite);
    const domain = [Math.min(...all), Math.max(...all)] as const;
    return [
      `  ${modality} ${name}, ${value(domain[0])} … ${value(domain[1])} ${before.unit}`,
      `    before  ${sparkline(old, domain, width)}`,
      `    after   ${sparkline(changed, domain, width)}`,
    ];
  });
}
