/** @file What the harness can be trusted with, as Markdown. */
import type { MachineFacts } from "#runtime/machine";
import type { Agreement, AgreeReport } from "./agree.ts";
import type { Calls, TellApart } from "./tell-apart.ts";

export interface Evidence extends AgreeReport {
  readonly command: string;
  readonly measuredAt: string;
  readonly machine: MachineFacts;
  readonly told: readonly TellApart[];
}

/** What an empty call costs either of two; the difference between runtimes is in it. */
export const emptyFile = "empty graph";

/** The ratio of what is left when either's own empty call is taken off. */
function withoutCall(
  { file, other, harness, theirs }: Agreement,
  all: readonly Agreement[],
): string {
  const empty = all.find((each) => each.file === emptyFile && each.other === other);
  if (!empty || file === emptyFile) return "";
  return ((harness - empty.harness) / (theirs - empty.theirs)).toFixed(3);
}

export function evidenceTable(evidence: Evidence): string {
  const { command, measuredAt, machine, told, agreements, absent } = evidence;
  const call = ({ faster, cantTell, slower, ratio, width }: Calls) => [
    ...[faster, cantTell, slower].map(String),
    `${ratio[0].toFixed(3)} (${ratio[1].toFixed(3)} … ${ratio[2].toFixed(3)})`,
    `${(100 * width).toFixed(1)} %`,
  ];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    "# The harness itself",
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, load ${machine.load.toFixed(1)} at the start; Node ${machine.node}, onnxruntime ${machine.runtimes["onnxruntime-node"]}. ${measuredAt.slice(0, 10)}, \`${command}\`.`,
    "",
    "## Does it tell files apart, and only those that differ?",
    "",
    'A file of 8 758 parameters against itself, and against the same with a small matrix product more, sized to cost a tenth. Every run is one `wristill bench` with its defaults; bars: the same file is called "can\'t tell" in at least 95 of 100, the slower one slower in at least 90.',
    "",
    "| target | runs | processes × timed runs | against | faster | can't tell | slower | ratio: middle (least … most) | mean width of the interval |",
    "| --- | ---: | --- | --- | ---: | ---: | ---: | --- | ---: |",
    ...told.flatMap(({ target, runs, repeats, timed, same, slowed }) => [
      row([target, String(runs), `${repeats} × ${timed}`, "itself", ...call(same)]),
      row([target, String(runs), `${repeats} × ${timed}`, "slowed by a tenth", ...call(slowed)]),
    ]),
    "",
    "## Does it agree with others?",
    "",
    "Blocks of 100 runs in turn, one thread; medians, and the middle ratio of blocks with its 95 % interval. The bare loop keeps its tensor; the harness makes a new one for every run, as an application does with every window. Bar: within 5 % of the bare loop.",
    "",
    "| file | beside | harness, µs | theirs, µs | harness ÷ theirs | without either's empty call |",
    "| --- | --- | ---: | ---: | --- | ---: |",
    ...agreements.map((agreement) => {
      const { file, other, harness, theirs, ratio, low, high } = agreement;
      const interval = `${ratio.toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`;
      const times = [harness.toFixed(1), theirs.toFixed(1), interval];
      return row([file, other, ...times, withoutCall(agreement, agreements)]);
    }),
    ...(absent === null ? [] : ["", `Python was not asked: ${absent}.`]),
    "",
  ].join("\n");
}
