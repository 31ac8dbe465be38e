/** @file Results over seeds (or subjects) side by side, each against a baseline. */
import { UserError } from "#core/errors";
import { type Interval, mean, pairedInterval, sd } from "#core/stats";

export interface Comparison {
  readonly name: string;
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation. */
  readonly sd: number;
  /** Paired difference to the baseline with its interval; absent for the baseline itself. */
  readonly difference?: Interval;
}

/** `results[name][i]` is the figure of seed i; the same seeds in the same order everywhere. The first is the baseline. */
export function compare(
  results: Readonly<Record<string, readonly number[]>>,
  confidence = 0.95,
): Comparison[] {
  const [baseline, ...others] = Object.entries(results);
  if (!baseline) return [];
  const [baselineName, baselineValues] = baseline;
  return [
    row(baselineName, baselineValues),
    ...others.map(([name, values]) => {
      if (values.length !== baselineValues.length) {
        throw new UserError(
          `compare: ${name} has ${values.length} results, ${baselineName} has ${baselineValues.length}`,
          "run both with the same seeds",
        );
      }
      return {
        ...row(name, values),
        difference: pairedInterval(values, baselineValues, confidence),
      };
    }),
  ];
}

function row(name: string, values: readonly number[]): Comparison {
  return { name, n: values.length, mean: mean(values), sd: sd(values) };
}

/** Whether the interval lies on one side of zero. */
export function excludesZero({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}

/** A Markdown table; figures are multiplied by `scale` (100 turns accuracies into points). */
export function comparisonTable(rows: readonly Comparison[], scale = 100, digits = 2): string {
  const show = (value: number) => (value * scale).toFixed(digits);
  const signed = (value: number) => `${value < 0 ? "−" : "+"}${show(Math.abs(value))}`;
  const gainOf = ({ mean: center, low, high }: Interval) =>
    Number.isNaN(low)
      ? `${signed(center)} (one seed tells nothing)`
      : `${signed(center)} (${signed(low)} … ${signed(high)})`;
  const lines = rows.map(({ name, n, mean: center, sd: spread, difference }) => {
    const accuracy = Number.isNaN(spread) ? show(center) : `${show(center)} ± ${show(spread)}`;
    return `| ${name} | ${n} | ${accuracy} | ${difference ? gainOf(difference) : "baseline"} |`;
  });
  return [
    "| | n | mean ± sd | paired difference (95 % interval) |",
    "|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}
