/** @file What the harness can be trusted with, as Markdown. */
import type { Verdict } from "#benchmarks/harness/verdict";
import type { MachineFacts } from "#runtime/machine";
import type { Agreement, AgreeReport } from "./agree.ts";
import type { Calls, TellApart } from "./tell-apart.ts";

interface Dated {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: MachineFacts;
}

/** Either part may be measured by itself. */
export interface Evidence {
  readonly command: string;
  readonly tell?: (Dated & { readonly told: readonly TellApart[] }) | undefined;
  readonly agree?: (Dated & AgreeReport) | undefined;
}

export function evidenceTable({ command, tell, agree }: Evidence): string {
  return [
    "# The harness itself",
    "",
    `\`${command}\``,
    ...(tell ? tellSection(tell) : []),
    ...(agree ? agreeSection(agree) : []),
    "",
  ].join("\n");
}

function dated({ measuredAt, machine }: Dated): string {
  const { cpu, cores, platform, load, node, runtimes } = machine;
  return `${measuredAt.slice(0, 10)}; ${cpu}, ${cores} cores, ${platform}, load ${load.toFixed(1)} at the start; Node ${node}, onnxruntime ${runtimes["onnxruntime-node"]}.`;
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function tellSection(tell: NonNullable<Evidence["tell"]>): string[] {
  const call = ({ faster, cantTell, slower, ratio, width }: Calls) => [
    ...[faster, cantTell, slower].map(String),
    `${ratio[0].toFixed(3)} (${ratio[1].toFixed(3)} … ${ratio[2].toFixed(3)})`,
    `${(100 * width).toFixed(1)} %`,
  ];
  return [
    "",
    "## Does it tell files apart, and only those that differ?",
    "",
    dated(tell),
    "",
    'A file of 8 758 parameters against itself, and against the same with a small matrix product more, sized to cost a tenth. Every run is one `wristill bench` with its defaults; bars: the same file is called "can\'t tell" in at least 95 of 100, the slower one slower in at least 90.',
    "",
    "| target | runs | processes × timed runs | against | faster | can't tell | slower | ratio: middle (least … most) | mean width of the interval |",
    "| --- | ---: | --- | --- | ---: | ---: | ---: | --- | ---: |",
    ...tell.told.flatMap(({ target, runs, repeats, timed, same, slowed }) => [
      row([target, String(runs), `${repeats} × ${timed}`, "itself", ...call(same)]),
      row([target, String(runs), `${repeats} × ${timed}`, "slowed by a tenth", ...call(slowed)]),
    ]),
  ];
}

function agreeSection(agree: NonNullable<Evidence["agree"]>): string[] {
  const { sittings, rounds, agreements, absent } = agree;
  return [
    "",
    "## Does it agree with others?",
    "",
    dated(agree),
    "",
    `One thread, the same onnxruntime and the same options. ${sittings} sittings with new sessions and a new Python process each; in a sitting ${rounds} rounds, in which everybody times a block of 100 calls of every file, in an order drawn anew. Ratios are over sittings, with the interval (99 %) and the verdict that \`wristill bench\` gives files. Bars: within 5 % of the bare loop; beyond the call itself, no difference to Python that can be told.`,
    "",
    "| file | beside | harness, µs | theirs, µs | harness ÷ theirs | the same, beyond either's empty call | verdict |",
    "| --- | --- | ---: | ---: | --- | --- | --- |",
    ...agreements.map(agreementRow),
    "",
    "*Its native half* is what the bare loop's `session.run` calls in onnxruntime-node's library, without the promise around it. *Empty call*: one number in, the same out. *Empty call of the student's size*: its window in, six of its numbers out; beyond it, there is only what the file computes.",
    ...(absent === null ? [] : ["", `Python was not asked: ${absent}.`]),
  ];
}

function agreementRow({ file, other, harness, theirs, verdict, beyond }: Agreement): string {
  const times = [harness, theirs].map((time) => time.toFixed(1));
  const cells = [file, other, ...times, ratioText(verdict), beyond ? ratioText(beyond) : ""];
  return row([...cells, (beyond ?? verdict).says]);
}

function ratioText({ ratio, low, high }: Verdict): string {
  const interval = low === null ? "" : ` (${low.toFixed(3)} … ${high!.toFixed(3)})`;
  return `${ratio.toFixed(3)}${interval}`;
}
