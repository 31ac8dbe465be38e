/** @file The report on exporting as Markdown. */
import type { MachineFacts } from "#runtime/machine";
import { type ExportingReport, warmUps } from "./measure-exporting.ts";

export function exportingTable(
  { warm, commands, handWritten }: ExportingReport,
  { cpu, cores, load, node, runtimes }: MachineFacts,
): string {
  return [
    "# Exporting",
    "",
    "    npm run bench:exporting",
    "",
    `${cpu}, ${cores} cores, load ${load.toFixed(1)} at the start; Node ${node}, onnxruntime-node ${runtimes["onnxruntime-node"]}.`,
    "",
    `From a network in memory to the bytes of its file, in a process that has done it ${warmUps} times; windows of 128 × 3, six classes.`,
    "Other work on the machine is in the time by the clock, not in that of the processor. What V8 compiles on threads beside is in",
    "that of the processor; the first time shows it, most of all that of the first student.",
    "",
    "| student | processor, ms | median by the clock, ms | p95, ms | processor the first time, ms |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...warm.map(({ cpu, first, ...row }) => {
      const cells = [cpu, row.median, row.p95, first].map((value) => value.toFixed(1));
      return `| ${[row.what, ...cells].join(" | ")} |`;
    }),
    "",
    "As a command, the start of Node included, in turns:",
    "",
    "| command | median, ms | p95, ms |",
    "| --- | ---: | ---: |",
    ...commands.map((row) => `| ${row.what} | ${row.median.toFixed(1)} | ${row.p95.toFixed(1)} |`),
    "",
    "## Beside a file written by hand",
    "",
    "cnn1d-tiny as its author would write it for speed: batch normalisation folded away, convolutions of rank 3 or with height 1.",
    "One thread, batch 1, all files in the same rounds; medians.",
    "",
    "| convolutions | ours, µs | by hand, µs | ours ÷ by hand |",
    "| --- | ---: | ---: | ---: |",
    ...handWritten.map(
      ({ form, ours, theirs, ratio }) =>
        `| ${form} | ${ours.toFixed(1)} | ${theirs.toFixed(1)} | ${ratio.toFixed(2)} |`,
    ),
    "",
  ].join("\n");
}
