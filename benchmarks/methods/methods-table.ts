/** @file The report of the methods' cost as Markdown. */
import type { MethodRow, MethodsReport } from "./benchmark-methods.ts";

export function methodsTable({ machine, threads, rows, absent, ...report }: MethodsReport): string {
  const versions = Object.entries(machine.runtimes).map((pair) => pair.join(" "));
  return [
    "# What each method costs",
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, load ${machine.load.toFixed(2)} at the start; ${threads} threads. Node ${machine.node}, ${versions.join(", ")}. ${report.measuredAt.slice(0, 10)}, \`${report.command}\`.`,
    "",
    "One step of cnn1d-tiny, 64 windows of 128 × 9, six classes, every teacher a wrn1d-16-3: milliseconds, median / 95th percentile. Each method runs in interleaved rounds with `none`; ratio = median over the rounds of step ÷ `none`'s step. *Kept*: the teachers' outputs are computed once and handed in (`teacherViews`); *live*: the teachers run inside every step, which alone costs what `kd`, live, costs above `none`. *Whole* counts every training of the method but its teachers' own: pre-stages, assistants, the student; an epoch of the student's last training of `none` is 1.",
    "",
    "| method | teachers | form | step | `none` | ratio | whole | other trainings: ms a step × steps a step of the student |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map(line),
    "",
    ...(absent.length > 0 ? ["## Not measured", ""] : []),
    ...absent.map(({ name, reason }) => `- ${name}: ${reason}`),
    ...(absent.length > 0 ? [""] : []),
  ].join("\n");
}

function line(row: MethodRow): string {
  const { method, teachers, form, p50, p95, none, ratio, whole, stages } = row;
  const cells = [
    ...[method, String(teachers), teachers === 0 ? "–" : form],
    ...[`${ms(p50)} / ${ms(p95)}`, ms(none), ratio.toFixed(2), whole.toFixed(2)],
    stages.map((stage) => `${stage.path} ${ms(stage.p50)} × ${stage.share.toFixed(2)}`).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function ms(time: number): string {
  return time < 100 ? time.toFixed(1) : time.toFixed(0);
}
