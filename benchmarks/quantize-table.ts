/** @file The report of quantization as Markdown. */
import type { FasterForm } from "#benchmarks/float-forms";
import {
  type NetworkReport,
  pythonScheme,
  type QuantizeRow,
  type TargetChoice,
} from "#benchmarks/quantize";
import { mean, pairedInterval, sd } from "#core/stats";
import { convWords } from "#export/conv-form";
import type { MachineFacts } from "#runtime/machine";

export interface QuantizeBenchmark {
  readonly machine: MachineFacts;
  /** "onnxruntime 1.30.0, onnx 1.23.1", or why it could not be measured. */
  readonly peer: string;
  readonly networks: readonly NetworkReport[];
}

export function quantizeTable({ machine, peer, networks }: QuantizeBenchmark): string {
  return [
    "# Quantization",
    "",
    "    npm run bench:quantize",
    "",
    "Networks trained for a few epochs on real recordings (`benchmarks/suites/quantize.yaml`), quantized with 512 training",
    "windows; accuracy on people or runs that did not train, mean ± sd over trainings (three seeds of every fold). Ratios are to our",
    "own fp32 file, in time to whichever form of its convolutions is faster: below 1 is smaller or faster. Every scheme",
    "has the form that its target wants (`--target cpu`, `--target wasm`; bytes of the larger file). Latency: at batch 1, one",
    "thread, all files of a network and target in turns of twelve runs, of which the last ten count; the middle one of the",
    "medians of five processes. **Best**: the scheme that the automatic choice ships on either target (on both, where these",
    "differ), which saw training windows only, in answers that change by",
    `at most a tenth. Beside them Python's static QDQ (per channel, min-max), ${peer}.`,
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)} at the start.`,
    "",
    ...networks.flatMap(section),
    "## Time to quantize",
    "",
    "ms from windows in memory to a QDQ file, warm, in turns; median of five.",
    "",
    "| network | ranges | ours | with corrections | Python |",
    "|---|---|---|---|---|",
    ...networks.flatMap(({ times }) =>
      times.map(
        ({ network, ranges, ours, corrected, python }) =>
          `| ${network} | ${ranges} | ${milliseconds(ours)} | ${milliseconds(corrected)} | ${milliseconds(python)} |`,
      ),
    ),
    "",
  ].join("\n");
}

function section({
  network,
  accuracy,
  testWindows,
  latency,
  conv,
  floor,
  rows,
  reason,
  targets,
  shared,
}: NetworkReport) {
  const [row] = rows;
  const kind = row?.depthwise ? "with depthwise layers" : "dense";
  const spread = accuracy.length > 1 ? ` ± ${(100 * sd(accuracy)).toFixed(1)}` : "";
  return [
    `## ${network}`,
    "",
    `${((row?.macs ?? 0) / 1e6).toFixed(2)} M multiplications, ${kind}. fp32: ${(100 * mean(accuracy)).toFixed(1)}${spread} % of ${testWindows} windows; ` +
      `${latency.cpu.toFixed(0)} µs native, ${latency.wasm.toFixed(0)} µs WebAssembly (an empty graph: ${floor.cpu.toFixed(0)}, ${floor.wasm.toFixed(0)}).`,
    ...(conv
      ? [`Faster in float: ${words(conv.cpu)} native, ${words(conv.wasm)} in WebAssembly.`]
      : []),
    `One file for both: ${reason}: ${shared.cpuRatio.toFixed(2)} of float's time native, ${shared.wasmRatio.toFixed(2)} in WebAssembly.`,
    `A file for each: ${targetWords(targets)}.`,
    "",
    "| scheme | form | bytes | ÷ fp32 | points lost | outputs change | native | WebAssembly |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map(line),
    "",
    ...besidePython(rows),
  ];
}

function targetWords({ cpu, wasm }: NetworkReport["targets"]): string {
  const said = ({ scheme, form, ratio }: TargetChoice) =>
    `${scheme} ${form}, ${ratio.toFixed(2)} of float's time`;
  return `native ${said(cpu)}; WebAssembly ${said(wasm)}`;
}

function words({ form, other }: FasterForm): string {
  return `${convWords[form]} (the other form takes ${other.toFixed(2)} times as long)`;
}

/** The chosen file ÷ Python's, and the points it loses more, training by training. */
function besidePython(rows: readonly QuantizeRow[]): string[] {
  const chosen = rows.find(({ best }) => best);
  const python = rows.find(({ scheme }) => scheme === pythonScheme);
  if (!chosen || !python) return [];
  const ratio = (key: "bytes" | "cpuRatio" | "wasmRatio") => (chosen[key] / python[key]).toFixed(2);
  const { n, mean: more, low, high } = pairedInterval(chosen.drops, python.drops);
  const verdict = low > 0 ? "more lost" : high < 0 ? "fewer lost" : "no difference beyond chance";
  return [
    `The chosen file ÷ Python's: bytes ${ratio("bytes")}, native ${ratio("cpuRatio")}, WebAssembly ${ratio("wasmRatio")}; points lost ` +
      `${signed(more)} (${signed(low)} … ${signed(high)}, paired over ${n} trainings): ${verdict}.`,
    "",
  ];
}

function signed(points: number): string {
  const figure = Math.abs(points).toFixed(2);
  return `${points < 0 && Number(figure) > 0 ? "−" : "+"}${figure}`;
}

function line(row: QuantizeRow): string {
  const { scheme, cpuForm, wasmForm, bytes, bytesRatio, accuracyDrop, drops } = row;
  const { outputError, cpuRatio, wasmRatio } = row;
  const cells = [
    row.best ? `**${scheme}**` : scheme,
    cpuForm === wasmForm ? cpuForm : `${cpuForm}; ${wasmForm} in WebAssembly`,
    `${bytes}`,
    bytesRatio.toFixed(2),
    drops.length > 1
      ? `${accuracyDrop.toFixed(2)} ± ${sd(drops).toFixed(2)}`
      : accuracyDrop.toFixed(2),
    `${(100 * outputError).toFixed(1)} %`,
    cpuRatio.toFixed(2),
    wasmRatio.toFixed(2),
  ];
  return `| ${cells.join(" | ")} |`;
}

function milliseconds(seconds: number | undefined): string {
  return seconds === undefined ? "" : (1000 * seconds).toFixed(0);
}
