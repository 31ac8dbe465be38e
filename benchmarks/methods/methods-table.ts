/** @file The report of the methods' cost as Markdown. */
import { counted } from "#core/counted";
import { median } from "#core/quantiles";
import type { MethodRow, MethodsReport, Ratio } from "./benchmark-methods.ts";
import type { MethodGroup } from "./method-group.ts";

const groups: Readonly<Record<MethodGroup, string>> = {
  offline: "Offline: one teacher at most, trained before",
  chain: "Several networks before the student: teachers, assistants, generations",
  online: "Online: others learn in the student's own step",
};

export function methodsTable({ machine, threads, rows, absent, ...report }: MethodsReport): string {
  const versions = Object.entries(machine.runtimes).map((pair) => pair.join(" "));
  return [
    "# What each method costs",
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, load ${machine.load.toFixed(2)} at the start; ${counted(threads, "thread")}. Node ${machine.node}, ${versions.join(", ")}. ${report.measuredAt.slice(0, 10)}, \`${report.command}\`.`,
    "",
    "One step of cnn1d-tiny, 64 windows of 128 × 9, six classes, every teacher a wrn1d-16-3. Each method runs in many short rounds with `none`, twice over: *ratio* is the median over the rounds of a step ÷ the mean of the two `none`, in processor time of the whole process, with the 95 % interval of that median; *clock* is the same by the clock, other work on the machine included; *step* is processor time, in milliseconds, and that of `none` in the same rounds. *Epoch* is the same ratio for whole epochs of the student's last training, 16 batches each: making the batches, handing in the teachers' kept outputs and validation are in it, on both sides.",
    "",
    "*Kept*: the teachers' outputs are computed once and handed in (`teacherViews`); *live*: the teachers run inside every step, which alone costs what `kd`, live, costs above `none`. *Student*: all trainings of the student, pre-stages among them, the one of `none` being 1. *Others*: all other trainings likewise, but those of teachers from the labels, of which there are as many as *teachers* says: what a teacher is taught besides, assistants, generations.",
    "",
    noise(rows),
    "",
    ...Object.entries(groups).flatMap(([group, title]) => section(title, rows, group)),
    ...(absent.length > 0 ? ["## Not measured", ""] : []),
    ...absent.map(({ name, reason }) => `- ${name}: ${reason}`),
    ...(absent.length > 0 ? [""] : []),
  ].join("\n");
}

/** What the second `none` says of the first, row by row. */
function noise(rows: readonly MethodRow[]): string {
  const spread = (key: keyof Ratio) => {
    const values = rows.map(({ again }) => again[key]);
    const ends = [Math.min(...values), median(values), Math.max(...values)];
    return ends.map((value) => value.toFixed(2)).join(" / ");
  };
  return `Noise: the second \`none\` ÷ the first, which should be 1, lowest / median / highest over the rows: processor time ${spread("cpu")}, clock ${spread("wall")}.`;
}

function section(title: string, rows: readonly MethodRow[], group: string): string[] {
  const own = rows.filter((row) => row.group === group);
  if (own.length === 0) return [];
  return [
    `## ${title}`,
    "",
    "| method | teachers | form | step | `none` | ratio | clock | epoch | student | others | trainings before the last: ms a step × steps a step of the last |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...own.map(line),
    "",
  ];
}

function line({ ratio, epoch, ...row }: MethodRow): string {
  const { method, teachers, form, cpu, none, student, others, stages } = row;
  const interval = `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`;
  const cells = [
    ...[method, String(teachers), teachers === 0 ? "–" : form, ms(cpu), ms(none)],
    ...[`${ratio.cpu.toFixed(2)} (${interval})`, ratio.wall.toFixed(2), epoch.cpu.toFixed(2)],
    ...[student.toFixed(2), others === 0 ? "–" : others.toFixed(2)],
    stages.map((stage) => `${stage.path} ${ms(stage.cpu)} × ${stage.share.toFixed(2)}`).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function ms(time: number): string {
  return time < 100 ? time.toFixed(1) : time.toFixed(0);
}
