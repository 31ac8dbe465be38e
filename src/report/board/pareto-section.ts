/** @file Accuracy against size and latency, data set by data set: students, teachers and classic models. */
import type { CostPoint } from "#report/charts/cost-accuracy";
import { pareto } from "#report/charts/pareto";
import { type Html, html, raw } from "#report/html";
import type { Board, BoardRow, Leaderboard, ModelCost } from "./leaderboard.ts";

type Priced = Omit<CostPoint, "cost"> & { readonly price: ModelCost };

/** `null` where no data set has two models to compare. */
export async function paretoSection({ boards }: Leaderboard): Promise<Html | null> {
  const figures: Html[] = [];
  for (const dataset of new Set(boards.map((board) => board.dataset)))
    figures.push(
      ...(await figuresOf(
        dataset,
        boards.filter((board) => board.dataset === dataset),
      )),
    );
  if (figures.length === 0) return null;
  return html`<section id="pareto">
<h2>What accuracy costs</h2>
<p class="note">Up and to the left is better; nothing lies above the dashed line. Of each student: alone, and by its best method. Bars are one standard deviation; of several teachers in one role, the best.</p>
<div class="grid wide">${figures}</div>
</section>`;
}

async function figuresOf(dataset: string, boards: readonly Board[]): Promise<Html[]> {
  const names = studentNames(boards);
  const models = boards.flatMap((board, i) => modelsOf(board, names[i]!));
  const distinct = [...new Map(models.map((model) => [model.name, model])).values()];
  const axes = [
    ["size of the ONNX file, kB", ({ bytes }: ModelCost) => bytes / 1000],
    ["latency on the CPU, µs", ({ latency }: ModelCost) => latency.cpu?.p50],
  ] as const;
  const figures: Html[] = [];
  for (const [axis, costOf] of axes) {
    const priced = distinct.flatMap(({ price, ...model }) => {
      const cost = costOf(price);
      return cost ? [{ ...model, cost }] : [];
    });
    if (priced.length > 1)
      figures.push(
        html`<figure><figcaption>${dataset}</figcaption><div class="chart grown">${raw(await pareto(priced, axis))}</div></figure>`,
      );
  }
  return figures;
}

/** Nothing where there is one; without options where that tells them apart. */
function studentNames(boards: readonly Board[]): string[] {
  if (boards.length === 1) return [""];
  const short = boards.map(({ student }) => student.replace(/\(.*/, ""));
  return short.map((name, i) => {
    const isAlone = short.indexOf(name) === short.lastIndexOf(name);
    return `${isAlone ? name : boards[i]!.student}, `;
  });
}

/** `prefix` stands before the methods of its student. */
function modelsOf({ rows, model, teachers, baselines }: Board, prefix: string): Priced[] {
  const own = (row: BoardRow | undefined, kind: "alone" | "distilled"): Priced[] =>
    row
      ? [
          {
            name: prefix + row.label,
            accuracy: row.accuracy.mean,
            sd: row.accuracy.sd,
            kind,
            price: model,
          },
        ]
      : [];
  const others = (models: Board["teachers"], kind: "teacher" | "baseline") =>
    models
      .toSorted((a, b) => a.accuracy.mean - b.accuracy.mean)
      .map(
        (each): Priced => ({
          name: each.name,
          accuracy: each.accuracy.mean,
          sd: each.accuracy.sd,
          kind,
          price: each.cost,
        }),
      );
  return [
    ...own(
      rows.find(({ method }) => method === "none"),
      "alone",
    ),
    ...own(
      rows.find(({ method }) => method !== "none"),
      "distilled",
    ),
    ...others(teachers, "teacher"),
    ...others(baselines, "baseline"),
  ];
}
