/** @file The spectrum of one class against the mean of all. */
import type { TopLevelSpec } from "vega-lite";
import { ink, renderChart } from "#report/charts/render-chart";
import type { SpectrumPart } from "#sensors/inspect/inspection";

export interface SpectrumScale {
  /** Hz */
  readonly highest: number;
  /** dB of unit²/Hz */
  readonly domain: readonly [number, number];
  /** Mean over the classes, dB, by frequency. */
  readonly mean: readonly number[];
}

/** Hz; what moves or thinks faster is noise. */
const highestShown = 50;

/** What the charts of one modality have in common; `undefined` where no class has a spectrum. */
export function spectrumScale({ frequencies, power }: SpectrumPart): SpectrumScale | undefined {
  const known = power.filter((each) => each !== null);
  if (known.length === 0) return undefined;
  const highest = Math.min(highestShown, frequencies.at(-1)!);
  const shown = frequencies.flatMap((hertz, k) => (k > 0 && hertz <= highest ? [k] : []));
  const levels = known.flatMap((each) => shown.map((k) => decibel(each[k]!)));
  const mean = frequencies.map((_, k) =>
    decibel(known.reduce((sum, each) => sum + each[k]!, 0) / known.length),
  );
  const high = 10 * Math.ceil(Math.max(...levels) / 10);
  const low = Math.max(10 * Math.floor(Math.min(...levels) / 10), high - 70);
  return { highest, domain: [low, high], mean };
}

/** `undefined` where the class has no spectrum. */
export async function classSpectrum(
  name: string,
  power: readonly number[] | null,
  { frequencies }: SpectrumPart,
  { highest, domain, mean }: SpectrumScale,
): Promise<string | undefined> {
  if (power === null) return undefined;
  const rows = frequencies.flatMap((hertz, k) =>
    k > 0 && hertz <= highest
      ? [{ hertz, level: Math.max(domain[0], decibel(power[k]!)), mean: mean[k]! }]
      : [],
  );
  const x = {
    field: "hertz",
    type: "quantitative" as const,
    scale: { domain: [0, highest], nice: false },
    axis: { title: null, grid: false, tickCount: 5, labelExpr: "datum.label + ' Hz'" },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [...domain], nice: false, clamp: true },
    axis: { title: null, tickCount: 3, labelExpr: "datum.label + ' dB'" },
  };
  const spec: TopLevelSpec = {
    width: 190,
    height: 78,
    data: { values: rows },
    encoding: { x },
    layer: [
      {
        mark: { type: "line", strokeWidth: 1.2, color: ink.muted, opacity: 0.7 },
        encoding: { y: { ...y, field: "mean" } },
      },
      {
        mark: { type: "line", strokeWidth: 1.8, color: ink.distilled },
        encoding: { y: { ...y, field: "level" } },
      },
    ],
  };
  const peak = rows.reduce((a, b) => (b.level > a.level ? b : a));
  return renderChart(spec, `Spectrum of ${name}: strongest at ${peak.hertz.toFixed(1)} Hz.`);
}

function decibel(power: number): number {
  return 10 * Math.log10(Math.max(power, 1e-20));
}
