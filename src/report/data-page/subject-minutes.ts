/** @file Who did what for how long: people down, classes across, the darker the longer. */
import type { TopLevelSpec } from "vega-lite";
import { labelWidth, shortLabels } from "#report/charts/class-labels";
import { ink, renderChart } from "#report/charts/render-chart";
import type { ClassPart, SubjectPart } from "#sensors/inspect/inspection";

/** More people than this do not fit on a page. */
export const mostSubjects = 120;

interface Cell {
  readonly subject: string;
  readonly name: string;
  readonly seconds: number;
  readonly strength: number;
  readonly text: string;
}

export function subjectMinutes(
  subjects: readonly SubjectPart[],
  classes: readonly ClassPart[],
): Promise<string> {
  const cells = cellsOf(subjects, classes);
  const names = classes.map(({ name }) => name);
  const people = subjects.map(({ subject }) => subject);
  const large = people.length <= 40;
  const [step, column] = [large ? 22 : 12, classes.length <= 8 ? 46 : 34];
  const [left, top] = [labelWidth(people, 11), 0.8 * labelWidth(names, 11)];
  const label = { title: null, domain: false, labelFontSize: large ? 11 : 9, ...shortLabels };
  const x = {
    field: "name",
    type: "nominal" as const,
    scale: { domain: names, padding: 0 },
    axis: { ...label, labelFontSize: 11, orient: "top" as const, labelAngle: -50 },
  };
  const spec: TopLevelSpec = {
    width: column * names.length,
    height: step * people.length,
    autosize: "none",
    padding: { left, top, right: 0.6 * labelWidth(names, 11), bottom: 4 },
    data: { values: cells },
    encoding: {
      x,
      y: { field: "subject", type: "nominal", scale: { domain: people, padding: 0 }, axis: label },
    },
    layer: [
      {
        mark: { type: "rect", cornerRadius: 2, width: column - 2, height: step - 2 },
        encoding: {
          color: { value: ink.distilled },
          opacity: { field: "strength", type: "quantitative", scale: null },
        },
      },
      ...(large ? [{ mark: textMark, encoding: textEncoding }] : []),
    ],
  };
  return renderChart(spec, describe(subjects, classes));
}

const textMark = { type: "text" as const, fontSize: 10 };
const textEncoding = {
  text: { field: "text" },
  color: { condition: { test: "datum.strength > 0.6", value: ink.surface }, value: ink.text },
};

/** What nobody did is left blank. */
function cellsOf(subjects: readonly SubjectPart[], classes: readonly ClassPart[]): Cell[] {
  const longest = Math.max(...subjects.flatMap(({ seconds }) => seconds));
  return subjects.flatMap(({ subject, seconds }) =>
    seconds.flatMap((each, k): Cell[] => {
      if (each === 0) return [];
      const strength = 0.1 + 0.9 * Math.sqrt(each / longest);
      return [{ subject, name: classes[k]!.name, seconds: each, strength, text: shortSpan(each) }];
    }),
  );
}

/** Four letters at most: "8 s", "95 s", "12 m". */
function shortSpan(seconds: number): string {
  return seconds < 99.5 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} m`;
}

function describe(subjects: readonly SubjectPart[], classes: readonly ClassPart[]): string {
  const incomplete = subjects.filter(({ seconds }) => seconds.some((each) => each === 0));
  const names = incomplete.map(({ subject }) => subject).slice(0, 12);
  const all = `Time of ${subjects.length} people in ${classes.length} classes`;
  if (incomplete.length === 0) return `${all}; everybody shows every class.`;
  return `${all}; ${incomplete.length} do not show every class: ${names.join(", ")}.`;
}
