/** @file The study of augmentation as a page: the grid as a heat table, its margins, and what follows from them. */
import { excludesZero } from "#benchmarks/compare";
import { percentWithSd } from "#report/figures-text";
import { type HeatCell, heatTable, rangeOf } from "#report/heat-table";
import { type Html, html } from "#report/html";
import { type StudyOrigin, studyPage } from "#report/study-page";
import type { Margin } from "./margins.ts";
import { accuracyCell } from "./study-cell.ts";
import type { Factor, WearAugKd } from "./wear-aug-kd.ts";
import { recommendations, trainedWith } from "./wear-aug-kd-markdown.ts";

export function wearAugKdHtml(study: WearAugKd, origin: StudyOrigin): string {
  const { dataset, margins, cells } = study;
  const modes = [...new Set(cells.map(({ mode }) => mode))];
  return studyPage(
    {
      ...{ study: "wear-aug-kd", dataset, headline: headlineOf(study) },
      ...{ lead: trainedWith(study), findings: recommendations(study) },
      sections: [
        html`<section id="grid"><h2>The grid</h2>
<p class="note">Accuracy, percent: the stronger the colour the better, over all tables alike. Rows: what the teacher was trained with. Columns: what the student is trained with; in its steps the teacher sees the same views. The best cell is framed, and too good by selection.</p>
<div class="flow">${modes.map((mode) => html`<figure><figcaption>${mode}</figcaption>${gridOf(study, mode)}</figure>`)}</div></section>`,
        html`<section id="margins"><h2>On average</h2><div class="grid">
${marginTable("teacher trained with", margins.teacher)}
${marginTable("student trained with", margins.student)}
${marginTable("mode", margins.mode)}</div></section>`,
      ],
    },
    origin,
  );
}

/** What is shown of any factor. */
function headlineOf({ effects }: WearAugKd): string {
  const words: Readonly<Record<Factor, (level: string) => string>> = {
    student: (level) => `the student with ${level}`,
    teacher: (level) => `the teacher with ${level}`,
    mode: (level) => `by ${level}`,
  };
  const shown = (["student", "teacher", "mode"] as const).filter((factor) => {
    const { difference } = effects[factor];
    return difference && excludesZero(difference);
  });
  if (shown.length === 0) return "No augmentation is shown to be better than another";
  return `Train ${shown.map((factor) => words[factor](effects[factor].best)).join(", ")}`;
}

function gridOf(study: WearAugKd, mode: string): Html {
  const { cells, alone, teachers, best } = study;
  const own = cells.filter((cell) => cell.mode === mode);
  const students = Object.keys(alone);
  const taught = (teacher: string, student: string) =>
    own.find((cell) => cell.teacher === teacher && cell.student === student)!;
  const cellOf = (teacher: string, student: string): HeatCell => {
    const cell = taught(teacher, student);
    return { ...accuracyCell(cell.accuracies), chosen: cell === best };
  };
  const teacherOf = (name: string) =>
    teachers.find(({ teacher, mode: trained }) => teacher === name && trained === mode)!;
  const all = [...cells.map(({ accuracies }) => accuracies), ...Object.values(alone)];
  return heatTable({
    corner: "teacher \\ student",
    columns: students,
    range: rangeOf(all.map(accuracyCell)),
    rows: [
      { name: "no teacher", cells: students.map((student) => accuracyCell(alone[student]!)) },
      ...[...new Set(own.map(({ teacher }) => teacher))].map((teacher) => ({
        name: teacher,
        note: `itself ${percentWithSd(teacherOf(teacher).accuracies)}`,
        cells: students.map((student) => cellOf(teacher, student)),
      })),
    ],
  });
}

function marginTable(name: string, margins: readonly Margin[]): Html {
  return html`<div><table><thead><tr><th scope="col">${name}</th><th scope="col">mean ± sd</th></tr></thead>
<tbody>${margins.map(({ level, results }) => html`<tr><th scope="row">${level}</th><td>${percentWithSd(results)}</td></tr>`)}</tbody></table></div>`;
}
