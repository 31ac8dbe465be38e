/** @file Results → how far each bar is reached; and what has become worse since a baseline. */
import { type Bar, bars, type Figure } from "./bars.ts";

export interface BarResult extends Pick<Bar, "name" | "bar" | "script"> {
  /** Empty where the script has left no result. */
  readonly figures: readonly (Figure & { readonly reached: boolean })[];
}

export interface BarsReport {
  readonly measuredAt: string;
  /** Scripts that ran for this report; results of the others lay there. */
  readonly ran: readonly string[];
  readonly bars: readonly BarResult[];
}

/** @param results By script. */
export function readBars(results: Readonly<Record<string, unknown>>): BarResult[] {
  return bars.map(({ name, bar, script, read }) => {
    const result = results[script];
    const figures = result === undefined ? [] : read(result as never);
    const judged = figures.map((figure) => ({ ...figure, reached: figure.value <= 1 }));
    return { name, bar, script, figures: judged };
  });
}

/** Shares of bars by "bar / what": committed, and compared with later ones. */
export type Baseline = Readonly<Record<string, number>>;

export function baselineOf(results: readonly BarResult[]): Baseline {
  const entries = results.flatMap(({ name, figures }) =>
    figures.map(({ what, value }) => [`${name} / ${what}`, Math.round(1e4 * value) / 1e4] as const),
  );
  return Object.fromEntries(entries);
}

/** Machines differ and are busy: only what doubles has become worse, and only where it misses its bar by then. */
const margin = 2;

export function worseThan(baseline: Baseline, results: readonly BarResult[]): string[] {
  return Object.entries(baselineOf(results)).flatMap(([key, value]) => {
    const before = baseline[key];
    if (before === undefined || value <= 1 || value <= margin * before) return [];
    return `${key}: ${value.toFixed(2)} of its bar, ${before.toFixed(2)} in the baseline`;
  });
}

export function barsTable({ measuredAt, ran, bars: results }: BarsReport): string {
  const ranNow = ran.length === 0 ? "nothing; results that lay there were read" : ran.join(", ");
  return [
    "# The bars",
    "",
    `\`npm run bench\`, ${measuredAt.slice(0, 10)}; measured for this table: ${ranNow}. Each script writes its own machine and date into its result. Figures are shares of the bar: 1.00 just reaches it, less is better.`,
    "",
    "| what | bar | figures | reached |",
    "| --- | --- | --- | --- |",
    ...results.map(({ name, bar, script, figures }) => {
      const told = figures.map(({ what, value }) => `${what} ${value.toFixed(2)}`).join("; ");
      const missed = figures.filter(({ reached }) => !reached).length;
      const verdict = missed === 0 ? "yes" : `missed by ${missed} of ${figures.length}`;
      const cells = told === "" ? ["not measured", "–"] : [told, verdict];
      return `| ${[name, bar, `[${cells[0]}](${script}.md)`, cells[1]].join(" | ")} |`;
    }),
    "",
  ].join("\n");
}
