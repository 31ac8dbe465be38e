/** @file The report of training steps as Markdown. */
import type { TrainReport } from "./benchmark-train.ts";
import type { CaseFacts, TrainRow } from "./measure-case.ts";
import type { MemoryReport } from "./memory.ts";

export function trainTable(report: TrainReport): string {
  const { machine, threads, rows, cases, memory, absent } = report;
  const versions = Object.entries(machine.runtimes).map((pair) => pair.join(" "));
  return [
    "# A training step beside its peers",
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, load ${machine.load.toFixed(2)} at the start; ${threads} threads each. Node ${machine.node}, ${versions.join(", ")}. ${report.measuredAt.slice(0, 10)}, \`${report.command}\`.`,
    "",
    ...timeSection(rows),
    ...factSection(cases),
    ...(memory ? memorySection(memory) : []),
    ...(absent.length > 0 ? ["## Not measured", ""] : []),
    ...absent.map(({ name, reason }) => `- ${name}: ${reason}`),
    ...(absent.length > 0 ? [""] : []),
  ].join("\n");
}

function timeSection(rows: readonly TrainRow[]): string[] {
  return [
    "Forward, backward and Adam of one batch, milliseconds, median / 95th percentile. Ours is the recorded step in onnxruntime-node. In each round every contender runs a block of steps, in an order drawn anew; ratio = ours ÷ peer (below 1, ours is faster), with the 95 % interval of the median of the ratios within a round. PyTorch runs eagerly, without `torch.compile`.",
    "",
    "| case | peer | ours | peer's | ratio | interval | steps |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => {
      const times = [
        `${ms(row.oursMs)} / ${ms(row.oursP95)}`,
        `${ms(row.peerMs)} / ${ms(row.peerP95)}`,
      ];
      const steps = `${row.oursSteps} / ${row.peerSteps}`;
      return line([row.case, row.peer, ...times, ratio(row.ratio), interval(row), steps]);
    }),
    "",
  ];
}

function factSection(cases: readonly CaseFacts[]): string[] {
  return [
    "## What it reaches, and what it takes to compile",
    "",
    "Arithmetic = 2 × multiply-accumulates × batch × 3 (forward, gradient of the input, gradient of the weights; a frozen teacher takes one pass). The limit is a 512³ matrix product in onnxruntime, measured in the same rounds. Compiling is done once: recording, encoding, and what onnxruntime takes to load the graph.",
    "",
    "| case | learns from | parameters | MFLOP per step | GFLOP/s | of the limit | record, encode, load ms |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...cases.map((facts) => {
      const { record, encode, session } = facts.compileMs;
      const limit = facts.gemmGflopsPerSecond;
      return line([
        ...[facts.name, learnsFrom[facts.target], String(facts.parameters)],
        ...[(facts.flops / 1e6).toFixed(0), facts.gflopsPerSecond.toFixed(0)],
        `${((100 * facts.gflopsPerSecond) / limit).toFixed(0)} % of ${limit.toFixed(0)}`,
        [record, encode, session].map(ms).join(", "),
      ]);
    }),
    "",
  ];
}

const learnsFrom: Readonly<Record<CaseFacts["target"], string>> = {
  labels: "labels",
  logits: "labels and a teacher's logits, handed in",
  teacher: "labels and wrn1d-16-3, inside the step",
};

function memorySection({ case: name, ours, pytorch, ratio: to }: MemoryReport): string[] {
  const rows = [
    ["wristill", ours],
    ["PyTorch", pytorch],
  ] as const;
  return [
    "## Memory",
    "",
    `Resident memory at its highest over ten steps of ${name}, each in a process of its own, MB.`,
    "",
    "| | after the imports | with the step | the step's own |",
    "| --- | --- | --- | --- |",
    ...rows.map(([who, { imports, total }]) =>
      line([who, ...[imports, total, total - imports].map((bytes) => (bytes / 1e6).toFixed(0))]),
    ),
    line(["ours ÷ PyTorch's", "", ratio(to.total), ratio(to.aboveImports)]),
    "",
  ];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function ms(x: number): string {
  return x < 100 ? x.toFixed(1) : x.toFixed(0);
}

function ratio(x: number): string {
  return x < 0.1 ? x.toPrecision(2) : x.toFixed(2);
}

function interval({ interval: range }: TrainRow): string {
  return range ? `${ratio(range.low)} … ${ratio(range.high)}` : "–";
}
